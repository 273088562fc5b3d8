package io.llamaswap.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Configurations that people published, each with the verdict that its index gives
 * (contract C058).
 */
class FieldConfigurationTests {

	static final Path FOLDER = Path.of("src/test/resources/config/field");

	static final Map<String, String> ENVIRONMENT = Map.ofEntries(Map.entry("HOME", "/home/user"),
			Map.entry("HF_TOKEN", "hf-token"), Map.entry("API_KEY_1", "key-one"), Map.entry("API_KEY_2", "key-two"),
			Map.entry("OPENROUTER_API_KEY", "router-key"), Map.entry("LLAMA_SWAP_API_KEY", "swap-key"),
			Map.entry("LLM_ROOT_PATH", "/llm"), Map.entry("LLAMA_MODELS_DIR", "/models"),
			Map.entry("USERHOME", "C:\\Users\\me"), Map.entry("FLOX_ENV", "/flox"),
			Map.entry("AGENT_HUB_BACKEND_PORT", "9100"), Map.entry("AGENT_HUB_MODELS", "/hub/models"),
			Map.entry("AGENT_HUB_THREADS", "8"), Map.entry("AGENT_HUB_CTX", "4096"));

	static LoadedConfiguration load(Path file) {
		return new ConfigurationLoader(ENVIRONMENT, (path) -> "").load(file);
	}

	@ParameterizedTest
	@MethodSource("files")
	void getsTheVerdictOfTheIndex(Row row) {
		LoadedConfiguration loaded = load(FOLDER.resolve(row.file()));
		String report = new ConfigurationReport(loaded.problems()).render();
		assertThat(loaded.configuration() != null).as(report).isEqualTo(row.loads());
		assertThat(loaded.errors().isEmpty()).as(report).isEqualTo(row.loads());
	}

	static List<Row> files() throws IOException {
		try (Stream<String> lines = Files.lines(FOLDER.resolve("INDEX.md"))) {
			return lines.filter((line) -> line.matches("\\| \\d\\d-.*"))
				.map((line) -> line.split("\\|", -1))
				.map((cells) -> new Row(cells[1].strip(), cells[6].strip()))
				.toList();
		}
	}

	/**
	 * A row of the index.
	 *
	 * @param file name of the file
	 * @param expected its verdict
	 */
	record Row(String file, String expected) {

		boolean loads() {
			return !this.expected.contains("REJECT");
		}

		@Override
		public String toString() {
			return this.file + ": " + this.expected;
		}

	}

}
