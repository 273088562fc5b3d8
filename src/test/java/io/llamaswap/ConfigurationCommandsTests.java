package io.llamaswap;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

import io.llamaswap.config.ConfigurationSchema;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

class ConfigurationCommandsTests {

	@TempDir
	@SuppressWarnings("NullAway.Init")
	Path folder;

	private final StringWriter out = new StringWriter();

	private final StringWriter err = new StringWriter();

	@Test
	void otherCommandLinesAreLeftAlone() {
		assertThat(commands().run()).isEmpty();
		assertThat(commands().run("--config", "check")).isEmpty();
	}

	@Test
	void checkFindsTheFileOfTheWorkingDirectory() throws IOException {
		Files.writeString(this.folder.resolve("config.yaml"), "models: {a: {cmd: 'x ${PORT}'}}\nzzz: 1\n");
		assertThat(commands().run("check")).hasValue(0);
		assertThat(commands().run("check", "-strict")).hasValue(1);
		assertThat(this.out.toString()).contains("warning: zzz: unknown key");
	}

	@Test
	void checkTakesOneDashAndJson() throws IOException {
		Path file = Files.writeString(this.folder.resolve("bad.yaml"), "startPort: x\n");
		assertThat(commands().run("check", "-config", file.toString(), "--format=json")).hasValue(1);
		assertThat(this.out.toString()).contains("\"ok\" : false");
	}

	@Test
	void explainNamesTheModel() throws IOException {
		Files.writeString(this.folder.resolve("config.yaml"), "models: {a: {cmd: 'x ${PORT}', aliases: [one]}}\n");
		assertThat(commands().run("explain", "one")).hasValue(0);
		assertThat(this.out.toString()).startsWith("model         a  [").contains("command       x 5800");
	}

	// "Unknown option: '--help'", and a missing model for explain.
	@ParameterizedTest
	@CsvSource({ "check, --help, --strict", "check, -help, --strict", "explain, -h, MODEL",
			"config-schema, --help, schema", "hash-key, --help, standard input" })
	void eachCommandHelps(String command, String help, String said) {
		assertThat(commands().run(command, help)).hasValue(0);
		assertThat(this.out.toString()).startsWith("Usage: llama-swap " + command).contains(said);
		assertThat(this.err.toString()).isEmpty();
	}

	@Test
	void schemaIsPrinted() {
		assertThat(commands().run("config-schema")).hasValue(0);
		assertThat(this.out.toString()).isEqualTo(ConfigurationSchema.text());
	}

	@Test
	void aWrongOptionIsAMistakeOfUsage() {
		assertThat(commands().run("check", "--frobnicate")).hasValue(2);
		assertThat(this.err.toString()).contains("--frobnicate");
	}

	private ConfigurationCommands commands() {
		return new ConfigurationCommands(new PrintWriter(this.out), new PrintWriter(this.err), Map.of(), this.folder);
	}

}
