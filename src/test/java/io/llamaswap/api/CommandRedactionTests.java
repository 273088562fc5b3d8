package io.llamaswap.api;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class CommandRedactionTests {

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			llama-server --api-key hunter2 -m x.gguf         | llama-server --api-key [REDACTED] -m x.gguf
			llama-server --api-key=hunter2 -m x              | llama-server --api-key=[REDACTED] -m x
			llama-server --api-key "hunter 2" -m x           | llama-server --api-key [REDACTED] -m x
			vllm serve --api-key one two --port 1            | vllm serve --api-key [REDACTED] --port 1
			llama-server -hft --hf-token hunter2 -c 1        | llama-server -hft --hf-token [REDACTED] -c 1
			docker run -e HF_TOKEN=hunter2 img               | docker run -e HF_TOKEN=[REDACTED] img
			env OPENAI_API_KEY='hunter2' serve               | env OPENAI_API_KEY=[REDACTED] serve
			AWS_SECRET_ACCESS_KEY=hunter2 serve              | AWS_SECRET_ACCESS_KEY=[REDACTED] serve
			curl -H "Authorization: Bearer hunter2" x        | curl -H "Authorization: Bearer [REDACTED]" x
			curl -H "x-api-key: hunter2" x                   | curl -H "x-api-key: [REDACTED]" x
			serve --url https://me:hunter2@host/x            | serve --url https://[REDACTED]@host/x
			serve --model x hf_hunter2hunter2                | serve --model x [REDACTED]
			serve --password hunter2                         | serve --password [REDACTED]
			""")
	void secretsAreHidden(String cmd, String shown) {
		assertThat(CommandRedaction.redact(cmd)).isEqualTo(shown);
	}

	@ParameterizedTest
	@ValueSource(strings = { "llama-server --port 5800 -m /models/a.gguf -ngl 99", "vllm serve --max-tokens 4096",
			"vllm serve --tokenizer mistral --max-num-batched-tokens 8192", "serve MAX_TOKENS=4096",
			"llama-server --api-key-file /run/keys", "serve --keep-alive 5", "a && b > c" })
	void everythingElseStays(String cmd) {
		assertThat(CommandRedaction.redact(cmd)).isEqualTo(cmd);
	}

	@Test
	void newlinesAndContinuationsStay() {
		assertThat(CommandRedaction.redact("serve \\\n  --api-key hunter2 \\\n  --port 1"))
			.isEqualTo("serve \\\n  --api-key [REDACTED] \\\n  --port 1");
	}

	@Test
	void hostileInputTakesNoTime() {
		String cmd = "--api-key " + "a ".repeat(20_000) + "\"" + "x_".repeat(20_000);
		assertThat(CommandRedaction.redact(cmd)).startsWith("--api-key [REDACTED]");
	}

}
