package io.llamaswap;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class HashKeyCommandTests {

	private final StringWriter out = new StringWriter();

	private final StringWriter err = new StringWriter();

	@Test
	void printsWhatTheConfigurationTakes() throws IOException {
		assertThat(hash("secret\n")).isZero();
		assertThat(this.out.toString().strip())
			.isEqualTo("sha256:2bb80d537b1da3e38bd30361aa855686bde0eacd7162fef6a25fe97bf527a25b");
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "\n", "two words" })
	void saysWhatItWants(String text) throws IOException {
		assertThat(hash(text)).isOne();
		assertThat(this.out.toString()).isEmpty();
		assertThat(this.err.toString()).contains("expected one key");
	}

	@Test
	void isACommandOfTheProgram() {
		PrintWriter writer = new PrintWriter(this.out, true);
		assertThat(new ConfigurationCommands(writer, writer, Map.of(), Path.of("")).run("hash-key", "--nonsense"))
			.hasValue(2);
	}

	private int hash(String text) throws IOException {
		return HashKeyCommand.hash(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)),
				new PrintWriter(this.out, true), new PrintWriter(this.err, true));
	}

}
