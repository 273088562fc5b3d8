package io.llamaswap;

import java.nio.file.Path;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class ProgramOptionsTests {

	@ParameterizedTest
	@ValueSource(strings = { "--config F", "-config F", "--config=F", "-config=F", "-config A -config F" })
	void optionsTakeOneOrTwoDashesAndBothFormsOfValues(String line) {
		assertThat(ProgramOptions.parse(line.split(" ", -1)).config).isEqualTo(Path.of("F"));
	}

	@Test
	void allOptionsOfLlamaSwapAreKnown() {
		ProgramOptions options = ProgramOptions.parse("-config", "c.yaml", "-config-dir", "d", "-listen", ":9",
				"-tls-cert-file", "crt", "-tls-key-file", "key", "-watch-config");
		assertThat(options.configDir).isEqualTo(Path.of("d"));
		assertThat(options.listen).isEqualTo(":9");
		assertThat(options.tlsCertFile).isEqualTo(Path.of("crt"));
		assertThat(options.tlsKeyFile).isEqualTo(Path.of("key"));
		assertThat(options.watchConfig).isTrue();
	}

	@ParameterizedTest
	@CsvSource({ "-version,true", "--version=true,true", "-version=T,true", "-version=1,true", "-version=false,false",
			"--version=0,false" })
	void switchesTakeGosBooleans(String argument, boolean expected) {
		assertThat(ProgramOptions.parse(argument).version).isEqualTo(expected);
	}

	@ParameterizedTest
	@ValueSource(strings = { "-nope", "--nope=1", "stray", "-config", "-watch-config=maybe" })
	void whatCannotBeUnderstoodIsAnsweredWithTheUsage(String argument) {
		assertThatExceptionOfType(StartRefusedException.class).isThrownBy(() -> ProgramOptions.parse(argument))
			.satisfies((ex) -> assertThat(ex.exitCode()).isEqualTo(2))
			.withMessageContaining("Usage: ")
			.withMessageContaining("--config-dir=DIR");
	}

	@Test
	void usageNamesEveryOptionOnceAndFitsATerminal() {
		assertThat(ProgramOptions.usage().lines()).allSatisfy((line) -> assertThat(line).hasSizeLessThanOrEqualTo(80));
		assertThat(ProgramOptions.usage()).contains("--listen=HOST:PORT", "--tls-key-file=FILE", "-h, --help")
			.doesNotContain("<");
	}

}
