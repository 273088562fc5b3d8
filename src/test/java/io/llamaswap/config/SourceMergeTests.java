package io.llamaswap.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Several files (contract 2.3, C054 to C057).
 */
class SourceMergeTests {

	private static final String A = "models: {a: {cmd: 'x ${PORT}'}}\n";

	private static final String B = "models: {b: {cmd: 'x ${PORT}'}}\n";

	@TempDir
	@SuppressWarnings("NullAway.Init")
	Path folder;

	@SuppressWarnings("NullAway.Init")
	private Path directory;

	@BeforeEach
	void createDirectory() throws IOException {
		this.directory = Files.createDirectory(this.folder.resolve("conf.d"));
	}

	@Test
	void filesOfADirectoryAreReadInTheOrderOfTheirNamesAfterTheMainFile() throws IOException {
		write("conf.d/20.yaml", "apiKeys: [three]\n" + B);
		write("conf.d/10.yml", "apiKeys: [two]\n");
		write("conf.d/.hidden.yaml", "apiKeys: [hidden]\n");
		write("conf.d/ignored.YAML", "apiKeys: [ignored]\n");
		write("conf.d/readme.txt", "not: read\n");
		Files.createDirectory(this.directory.resolve("sub.yaml"));
		Configuration configuration = sound(write("config.yaml", "apiKeys: [one]\n" + A));
		assertThat(configuration.access().apiKeys()).containsExactly("one", "hidden", "two", "three");
		assertThat(configuration.models()).hasSize(2);
	}

	@Test
	void aDirectoryAloneIsEnough() throws IOException {
		write("conf.d/a.yaml", A);
		assertThat(sound(null).models()).hasSize(1);
	}

	@Test
	void nothingAtAllIsAnError() {
		assertThat(load(null).errors()).singleElement()
			.extracting(ConfigurationProblem::message)
			.isEqualTo("no configuration file was found");
		LoadedConfiguration absent = new ConfigurationLoader(Map.of()).load(null, this.folder.resolve("absent"));
		assertThat(absent.errors()).singleElement()
			.satisfies((problem) -> assertThat(problem.message()).startsWith("the directory cannot be read"));
	}

	@Test
	void emptyFilesGiveTheDefaults() throws IOException {
		write("conf.d/a.yaml", "");
		write("conf.d/b.yaml", "# nothing\n");
		assertThat(sound(null).models()).isEmpty();
	}

	@Test
	void theMainFileMustNotStandInTheDirectoryToo() throws IOException {
		Path file = write("conf.d/a.yaml", A);
		assertThat(load(file).errors())
			.anyMatch((problem) -> problem.message().contains("also stands in the directory"));
	}

	@Test
	void mappingsMergeAndMacrosReachAllFiles() throws IOException {
		write("conf.d/a.yaml", "macros: {b: 2}\nmodels: {a: {cmd: 'x ${PORT} ${a} ${b}'}}\n");
		Configuration configuration = sound(write("config.yaml", "macros: {a: 1}\n"));
		assertThat(configuration.allModels()).singleElement()
			.satisfies((model) -> assertThat(model.launch().cmd()).isEqualTo("x 5800 1 2"));
	}

	@Test
	void equalScalarsPassAndDifferentOnesConflict() throws IOException {
		write("conf.d/a.yaml", "startPort: 5\nlogLevel: debug\n");
		assertThat(load(write("config.yaml", "startPort: 5\nlogLevel: info\n")).errors()).singleElement()
			.satisfies((problem) -> {
				assertThat(problem.file()).endsWith("a.yaml");
				assertThat(problem.line()).isEqualTo(2);
				assertThat(problem.key()).isEqualTo("logLevel");
				assertThat(problem.message()).contains("two files say different things").contains("config.yaml:2:11");
			});
	}

	@Test
	void namedThingsMayBeDefinedInOneFileOnly() throws IOException {
		String all = """
				models: {a: {cmd: 'x ${PORT}'}}
				groups: {g: {members: [a]}}
				profiles: {p: {pins: {x: a}}}
				selectors: {s: {strategy: pin, targets: [a]}}
				peers: {r: {proxy: 'http://h', models: [m]}}
				""";
		write("conf.d/a.yaml", all);
		assertThat(load(write("config.yaml", all)).errors()).extracting(ConfigurationProblem::key)
			.containsExactly("models.a", "groups.g", "profiles.p", "selectors.s", "peers.r");
	}

	@Test
	void aMatrixCannotBeSplitAcrossFiles() throws IOException {
		write("conf.d/a.yaml", "matrix: {sets: {t: a}}\n");
		assertThat(load(write("config.yaml", A + "matrix: {sets: {s: a}}\n")).errors())
			.extracting(ConfigurationProblem::key)
			.containsExactly("matrix.sets");
	}

	@Test
	void nothingYieldsToSomethingHoweverItIsWritten() throws IOException {
		write("conf.d/a.yaml", A + "globalTTL: 5\n");
		for (String nothing : new String[] { "", " ~", " null" }) {
			Configuration configuration = sound(
					write("config.yaml", "models:" + nothing + "\nglobalTTL:" + nothing + "\n"));
			assertThat(configuration.allModels()).singleElement()
				.satisfies((model) -> assertThat(model.lifetime().ttl()).hasSeconds(5));
		}
	}

	@Test
	void differentKindsConflict() throws IOException {
		write("conf.d/a.yaml", "apiKeys: {a: b}\n");
		assertThat(load(write("config.yaml", "apiKeys: [a]\n")).errors()).singleElement()
			.satisfies((problem) -> assertThat(problem.message()).startsWith("a mapping here, but a list in"));
	}

	@Test
	void mistakesOfAllFilesAreReportedTogether() throws IOException {
		write("conf.d/a.yaml", "models: {a: {cmd: 'x ${PORT}', ttl: x}}\n");
		write("conf.d/b.yaml", "models:\n\tb: 1\n");
		assertThat(load(write("config.yaml", "startPort: x\n")).errors()).extracting(ConfigurationProblem::line)
			.containsExactly(1, 1, 2);
	}

	private Path write(String name, String text) throws IOException {
		return Files.writeString(this.folder.resolve(name), text);
	}

	private Configuration sound(@Nullable Path file) {
		LoadedConfiguration loaded = load(file);
		return Objects.requireNonNull(loaded.configuration(), () -> loaded.problems().toString());
	}

	private LoadedConfiguration load(@Nullable Path file) {
		return new ConfigurationLoader(Map.of()).load(file, this.directory);
	}

}
