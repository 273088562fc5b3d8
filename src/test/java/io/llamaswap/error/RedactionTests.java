package io.llamaswap.error;

import java.time.Duration;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class RedactionTests {

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			llama-server --api-key hunter2 -m x.gguf         | llama-server --api-key [REDACTED] -m x.gguf
			llama-server --api-key \\ hunter2 \\ -m x.gguf   | llama-server --api-key [REDACTED] \\ -m x.gguf
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
			password: hunter2, user: ann                     | password: [REDACTED] user: ann
			API token : hunter2                              | API token : [REDACTED]
			db_password = hunter2                            | db_password = [REDACTED]
			GET /x?token=hunter2&y=1                         | GET /x?token=[REDACTED]&y=1
			accessToken=hunter2 authtoken: hunter2           | accessToken=[REDACTED] authtoken: [REDACTED]
			args: {'api_key': 'hunter2', 'port': 1}          | args: {'api_key': [REDACTED], 'port': 1}
			the password is hunter2 today                    | the password is [REDACTED] today
			sent eyJhbGciOi.eyJzdWIiOi.dBjftJeZ4CVP now      | sent [REDACTED] now
			""")
	void secretsAreHidden(String cmd, String shown) {
		assertThat(Redaction.withoutSecrets(cmd)).isEqualTo(shown);
	}

	@ParameterizedTest
	@ValueSource(strings = { "llama-server --port 5800 -m /models/a.gguf -ngl 99", "vllm serve --max-tokens 4096",
			"vllm serve --tokenizer mistral --max-num-batched-tokens 8192", "serve MAX_TOKENS=4096",
			"llama-server --api-key-file /run/keys", "serve --keep-alive 5", "a && b > c", "the password is wrong",
			"the API key was not set" })
	void everythingElseStays(String cmd) {
		assertThat(Redaction.withoutSecrets(cmd)).isEqualTo(cmd);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '!', textBlock = """
			cannot open /srv/models/a.gguf: not found           | cannot open .../a.gguf: not found
			failed to load model '/srv/my models/a b.gguf'      | failed to load model '.../a b.gguf'
			--model=/srv/models/a.gguf --api-key hunter2        | --model=.../a.gguf --api-key [REDACTED]
			failed:/srv/models/a.gguf                           | failed:.../a.gguf
			(/opt/llama.cpp/src/llama.cpp:812)                  | (.../llama.cpp:812)
			~/models/a.gguf ~ann/m/b.gguf ./c/d ../e/f          | .../a.gguf .../b.gguf .../d .../f
			File "/usr/lib/python3/vllm.py", line 3             | File ".../vllm.py", line 3
			file:///srv/models/a.gguf                           | .../a.gguf
			C:\\Users\\ann\\models\\a.gguf is no model      | .../a.gguf is no model
			/srv/models/                                        | .../
			cannot open /models: no such file                   | cannot open .../models: no such file
			/models is empty, '/data' too                       | .../models is empty, '.../data' too
			serve --model-dir=/models --lora /adapters          | serve --model-dir=.../models --lora .../adapters
			no C:\\models and no D:\\my models\\a b.gguf        | no .../models and no .../a b.gguf
			C:\\Users\\my name\\a.gguf                        | .../a.gguf
			{"path":"C:\\\\Users\\\\ann\\\\a.gguf"}             | {"path":".../a.gguf"}
			\\\\nas\\share\\models\\a.gguf is gone              | .../a.gguf is gone
			/dev/nvidia0,/proc/driver/nvidia                    | .../nvidia0,.../nvidia
			no /srv/my models/secret dir/x.gguf here            | no .../x.gguf here
			/srv/a.gguf and /srv/b.gguf, not both               | .../a.gguf and .../b.gguf, not both
			cannot open rel/dir/y.gguf: src/llama.cpp:3         | cannot open .../y.gguf: .../llama.cpp:3
			""")
	void ofPathsTheLastNameStays(String line, String shown) {
		assertThat(Redaction.withoutSecretsAndPaths(line)).isEqualTo(shown);
	}

	@ParameterizedTest
	@ValueSource(strings = { "see https://example.com/a/b?c=/d", "GET /health 200", "POST /completion", "batch / slot",
			"token count: 5", "n_tokens: 12", "12/24 layers, 3.5 t/s, n/a", "org/model:7b", "meta/Llama-3.1-8B",
			"a // b", "and/or" })
	void whatIsNoPathStays(String line) {
		assertThat(Redaction.withoutSecretsAndPaths(line)).isEqualTo(line);
	}

	@Test
	void hostileLinesTakeNoTime() {
		String line = "/=".repeat(2000) + "'/" + "a/".repeat(2000) + "\"/".repeat(2000);
		assertThat(Redaction.withoutSecretsAndPaths(line)).isNotEmpty();
		for (String piece : List.of("/a a ", "/a a a a a", "a/", "a.a/", "a.", "eyJaaaaa.", "password is ", "/a ")) {
			long begin = System.nanoTime();
			assertThat(Redaction.withoutSecretsAndPaths(piece.repeat(5000))).as(piece).isNotEmpty();
			assertThat(Duration.ofNanos(System.nanoTime() - begin)).as(piece).isLessThan(Duration.ofSeconds(2));
		}
	}

	@Test
	void newlinesAndContinuationsStay() {
		assertThat(Redaction.withoutSecrets("serve \\\n  --api-key hunter2 \\\n  --port 1"))
			.isEqualTo("serve \\\n  --api-key [REDACTED] \\\n  --port 1");
	}

	@Test
	void hostileInputTakesNoTime() {
		String cmd = "--api-key " + "a ".repeat(20_000) + "\"" + "x_".repeat(20_000);
		assertThat(Redaction.withoutSecrets(cmd)).startsWith("--api-key [REDACTED]");
	}

}
