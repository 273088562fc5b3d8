package io.llamaswap.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

import io.llamaswap.model.ModelId;
import org.junit.jupiter.api.Test;
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
		return load(file, CommandSyntax.POSIX);
	}

	private static LoadedConfiguration load(Path file, CommandSyntax commands) {
		return new ConfigurationLoader(new Surroundings(ENVIRONMENT, commands, (path) -> "")).load(file);
	}

	@ParameterizedTest
	@MethodSource("files")
	void getsTheVerdictOfTheIndex(Row row) {
		LoadedConfiguration loaded = load(FOLDER.resolve(row.file()));
		String report = new ConfigurationReport(loaded.problems()).render();
		assertThat(loaded.configuration() != null).as(report).isEqualTo(row.loads());
		assertThat(loaded.errors().isEmpty()).as(report).isEqualTo(row.loads());
	}

	/** Worked out by hand from the files: one word of the command per line. */
	@ParameterizedTest
	@MethodSource("expectations")
	void yieldsTheValuesWorkedOutByHand(String expectation) {
		check(expectation, CommandSyntax.POSIX);
	}

	/** Three people who run Windows, whose paths have backslashes. */
	@ParameterizedTest
	@MethodSource("windowsExpectations")
	void yieldsOnWindowsTheValuesWorkedOutByHand(String expectation) {
		check(expectation, CommandSyntax.WINDOWS);
	}

	private static void check(String expectation, CommandSyntax commands) {
		List<String> lines = expectation.lines().toList();
		Configuration configuration = Objects
			.requireNonNull(load(FOLDER.resolve(lines.get(0).substring("file ".length())), commands).configuration());
		ModelId id = new ModelId(lines.get(1).substring("model ".length()));
		LaunchConfiguration launch = Objects.requireNonNull(configuration.models().get(id)).launch();
		List<String> env = lines.stream()
			.filter((line) -> line.startsWith("env "))
			.map((line) -> line.substring("env ".length()))
			.toList();
		assertThat("port " + ((launch.port() != null) ? launch.port() : "-")).isEqualTo(lines.get(2));
		assertThat("proxy " + launch.proxy()).isEqualTo(lines.get(3));
		assertThat(launch.env()).isEqualTo(env);
		assertThat(launch.arguments()).isEqualTo(lines.subList(4 + env.size(), lines.size()));
	}

	static List<String> expectations() throws IOException {
		return List.of(Files.readString(FOLDER.resolveSibling("field-expected.txt")).split("\n\n", -1));
	}

	static List<String> windowsExpectations() throws IOException {
		return List.of(Files.readString(FOLDER.resolveSibling("field-expected-windows.txt")).split("\n\n", -1));
	}

	@Test
	void pathsOfWindowsOnAnotherSystemAreSuspicious() {
		Path file = FOLDER.resolve("31-djismgaming-windows-paths.yaml");
		String vanish = "the backslashes of the Windows path vanish on this system";
		assertThat(load(file).warnings()).extracting(ConfigurationProblem::message).contains(vanish);
		assertThat(load(file, CommandSyntax.WINDOWS).warnings()).extracting(ConfigurationProblem::message)
			.doesNotContain(vanish);
	}

	@Test
	void shellCodeInAMacroStaysOneArgument() {
		LaunchConfiguration launch = Objects
			.requireNonNull(load(FOLDER.resolve("17-pr543-swaplab-config.yaml")).configuration())
			.find(new ModelId("GLM-4.7-Flash-AWQ-4bit"))
			.orElseThrow()
			.launch();
		assertThat(launch.port()).isEqualTo(8089);
		assertThat(launch.arguments()).hasSize(3).startsWith("bash", "-lc");
		assertThat(launch.arguments().get(2)).startsWith(
				"for n in $(echo \"192.168.200.12,192.168.200.13\" | tr \",\" \" \"); do\n  n=\"$(echo \"$n\" | xargs)\";\n")
			.endsWith("exec /home/csolutions_ai/spark-vllm-docker/run-recipe.sh glm-4.7-flash-awq"
					+ " -n 192.168.200.12,192.168.200.13 --tp 2 --port 8089");
	}

	@Test
	void aChatTemplateInACommandStaysOneArgument() {
		LaunchConfiguration launch = Objects
			.requireNonNull(load(FOLDER.resolve("22-bjodah-vllm-tabby-llamacpp.yaml")).configuration())
			.find(new ModelId("cpp-unsloth--QwQ-32B-GGUF"))
			.orElseThrow()
			.launch();
		int template = launch.arguments().indexOf("--chat-template") + 1;
		assertThat(launch.arguments().get(template)).startsWith("{%- if tools %}\\n    {{- '<|im_start|>system\\n' }}")
			.endsWith("<think>\\n' }}\\n{%- endif %}\\n");
		assertThat(launch.arguments()).contains("top_k;dry;top_p;min_p;temperature;typ_p;xtc", "-1")
			.containsSubsequence("--hf-repo", "unsloth/QwQ-32B-GGUF:Q4_K_M");
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
