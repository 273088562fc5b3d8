package io.llamaswap.config;

import java.util.List;
import java.util.Map;
import java.util.Objects;

import io.llamaswap.model.ModelId;
import io.llamaswap.test.Configurations;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * One test for each place of contract section 2 that is marked as llama-swap's bug [B],
 * weakness [W] or as different from its documentation [D]. Files that are merged are in
 * {@link SourceMergeTests}.
 */
class BetterThanLlamaSwapTests {

	private static final String TWO = "models: {a: {cmd: 'x ${PORT}', aliases: [ay]}, b: {cmd: 'x ${PORT}'}}\n";

	@Test
	@DisplayName("2.1 [W] one problem is reported at a time; here all of them")
	void allProblemsAtOnce() {
		assertThat(Configurations.load("startPort: x\nglobalTTL: -1\nmodels: {m: {cmd: [x]}}\n").errors())
			.extracting(ConfigurationProblem::key)
			.contains("startPort", "globalTTL", "models.m.cmd");
	}

	@Test
	@DisplayName("2.1, 2.7 [B][D] sets are tried by name; here in the order of the file")
	void setsKeepTheirOrder() {
		Configuration configuration = Configurations.parse(TWO + "matrix: {sets: {zz: a & b, s10: a, s9: b, aa: a}}");
		assertThat(Objects.requireNonNull(configuration.routing().matrix()).sets().expressions().keySet())
			.containsExactly("zz", "s10", "s9", "aa");
	}

	@Test
	@DisplayName("2.1 [B] errors of the typed decode name line 0; here file, line, column and key")
	void errorsHaveAPlace() {
		assertThat(Configurations.load("models:\n  m:\n    cmd: x ${PORT}\n    ttl: soon\n").errors()).singleElement()
			.satisfies(
					(problem) -> assertThat(problem.summary()).startsWith("config.yaml:4:10: error: models.m.ttl: "));
	}

	@Test
	@DisplayName("2.1 [D] unknown keys are ignored silently; here with a warning and a suggestion")
	void unknownKeysAreWarnedOf() {
		assertThat(Configurations.load("startport: 1\n").warnings()).singleElement()
			.extracting(ConfigurationProblem::suggestion)
			.isEqualTo("Did you mean \"startPort\"?");
	}

	@Test
	@DisplayName("2.1 [D] models may be absent, and cmd may be empty until the first request")
	void littleIsRequired() {
		assertThat(Configurations.parse("logLevel: info").models()).isEmpty();
		assertThat(model(Configurations.parse("models: {m: {proxy: 'http://h:1'}}")).launch().arguments()).isEmpty();
	}

	@Test
	@DisplayName("2.1 [B] unquoted numbers in texts are rewritten; here they stay, with a warning")
	void textsKeepTheirWriting() {
		LoadedConfiguration loaded = Configurations
			.load("apiKeys: [0123, 5]\nmodels: {m: {cmd: 'x ${PORT}', name: 1.50}}");
		Configuration configuration = Objects.requireNonNull(loaded.configuration());
		assertThat(model(configuration).listing().name()).isEqualTo("1.50");
		assertThat(configuration.access().apiKeys()).containsExactly("0123", "5");
		assertThat(loaded.warnings()).extracting(ConfigurationProblem::message)
			.anySatisfy((message) -> assertThat(message).contains("llama-swap reads it as 1.5"))
			.anySatisfy((message) -> assertThat(message).contains("llama-swap reads it as 83"));
	}

	@Test
	@DisplayName("2.1 [B] an id that is no text empties the list of models; here it is a text, with a warning")
	void idsAreTexts() {
		LoadedConfiguration loaded = Configurations.load("models: {7: {cmd: 'x ${PORT}'}, true: {cmd: 'x ${PORT}'}}");
		assertThat(Objects.requireNonNull(loaded.configuration()).models().keySet()).extracting(ModelId::value)
			.containsExactly("7", "true");
		assertThat(loaded.warnings()).hasSize(2);
	}

	@Test
	@DisplayName("2.1 [B] a null model loads without defaults; here it is an error")
	void aNullModelIsAnError() {
		assertThat(Configurations.load("models: {m: }").errors()).singleElement()
			.extracting(ConfigurationProblem::key)
			.isEqualTo("models.m");
	}

	@Test
	@DisplayName("2.1 [B] a mapping with a key that is no text escapes expansion and breaks listings; here neither")
	void strangeKeysAndNumbersInMetadata() {
		Map<String, Object> metadata = model(Configurations
			.parse("models: {m: {cmd: 'x ${PORT}', metadata: {1: x, a: '${MODEL_ID}', deep: {2: .inf}}}}")).listing()
			.metadata();
		assertThat(metadata).isEqualTo(Map.of("1", "x", "a", "m", "deep", Map.of("2", ".inf")));
		assertThat(Configurations.load("models: {m: {cmd: 'x ${PORT}', metadata: {1: '${nobody}'}}}").errors())
			.hasSize(1);
	}

	@Test
	@DisplayName("2.2 [D] defaults are those of the program, not of its schema; [W] nobody is captured unasked")
	void defaultsOfTheProgram() {
		Configuration configuration = Configurations.parse("peers: {p: {proxy: 'http://h', models: [m]}}");
		assertThat(configuration.activity().captureBytes()).isZero();
		assertThat(configuration.activity().performanceInterval()).hasSeconds(5);
		assertThat(Objects.requireNonNull(configuration.peers().get("p")).timeouts().responseHeader()).hasSeconds(60);
	}

	@Test
	@DisplayName("2.2 [B] an alias that is the id of another model is dead in silence; here with a warning")
	void deadAliasesAreWarnedOf() {
		LoadedConfiguration loaded = Configurations
			.load("models: {a: {cmd: 'x ${PORT}', aliases: [b]}, b: {cmd: 'x ${PORT}'}}");
		assertThat(Objects.requireNonNull(loaded.configuration()).resolve("b")).contains(new ModelId("b"));
		assertThat(loaded.warnings()).singleElement()
			.satisfies((problem) -> assertThat(problem.message()).contains("the alias \"b\" is dead"));
	}

	@Test
	@DisplayName("2.2 [B] a checkEndpoint that is no path ends the whole program at the start; here it is an error")
	void checkEndpointIsAPath() {
		for (String wrong : List.of("/a b", "/%zz", "http://[x", "\\x")) {
			assertThat(Configurations.load("models: {m: {cmd: 'x ${PORT}', checkEndpoint: '" + wrong + "'}}").errors())
				.as(wrong)
				.extracting(ConfigurationProblem::key)
				.containsExactly("models.m.checkEndpoint");
		}
		for (String fine : List.of("/health?deep=1", "health", "/v1/models", " none ", "/a%20b", "")) {
			assertThat(Configurations.load("models: {m: {cmd: 'x ${PORT}', checkEndpoint: '" + fine + "'}}").errors())
				.as(fine)
				.isEmpty();
		}
	}

	@Test
	@DisplayName("2.7 [!] a group that stops nobody is stopped by others (R14); here with a warning")
	void orderDecides() {
		String models = "models: {a: {cmd: 'x ${PORT}'}, b: {cmd: 'x ${PORT}'}}\ngroups:\n  one: {members: [a]}\n  two: ";
		assertThat(Configurations.load(models + "{exclusive: false, members: [b]}").warnings()).singleElement()
			.satisfies((warning) -> assertThat(warning.key()).isEqualTo("groups.two"));
		assertThat(Configurations.load(models + "{exclusive: false, persistent: true, members: [b]}").warnings())
			.isEmpty();
	}

	@Test
	@DisplayName("a ttl in a persistent group is warned of, but not where keepLoaded keeps the model whatever its ttl")
	void ttlOfAKeptModelInAPersistentGroup() {
		String file = "models: {a: {cmd: 'x ${PORT}', ttl: 60%s}}\ngroups: {g: {persistent: true, members: [a]}}";
		assertThat(Configurations.load(String.format(file, "")).warnings()).singleElement()
			.satisfies((warning) -> assertThat(warning.key()).isEqualTo("models.a.ttl"));
		assertThat(Configurations.load(String.format(file, ", keepLoaded: true")).warnings()).singleElement()
			.satisfies((warning) -> assertThat(warning.message())
				.isEqualTo("the model is kept loaded (keepLoaded), so its ttl never counts"));
	}

	@Test
	@DisplayName("a ttl that ends a model before its minResidency is over is warned of")
	void ttlThatIsShorterThanTheResidency() {
		String file = "models: {a: {cmd: 'x ${PORT}', ttl: %d, minResidency: 30%s}}";
		assertThat(Configurations.load(String.format(file, 10, "")).warnings()).singleElement()
			.satisfies((warning) -> assertThat(warning.key()).isEqualTo("models.a.minResidency"));
		assertThat(Configurations.load(String.format(file, 30, "")).warnings()).isEmpty();
		assertThat(Configurations.load(String.format(file, 0, "")).warnings()).isEmpty();
		assertThat(Configurations.load(String.format(file, 10, ", keepLoaded: true")).warnings())
			.extracting(ConfigurationProblem::key)
			.containsExactly("models.a.ttl");
	}

	@Test
	@DisplayName("a maxWait shorter than the time for overtaking is warned of")
	void maxWaitThatIsShorterThanOvertaking() {
		String file = "models: {}\nscheduling:\n  overtaking: 30\n  maxWait: %d\n";
		assertThat(Configurations.load(String.format(file, 29)).warnings()).singleElement().satisfies((warning) -> {
			assertThat(warning.key()).isEqualTo("scheduling.maxWait");
			assertThat(warning.line()).isEqualTo(4);
		});
		assertThat(Configurations.load(String.format(file, 30)).warnings()).isEmpty();
	}

	@Test
	@DisplayName("models that are preloaded although they cannot run together are warned of")
	void preloadOfRivals() {
		String file = "models: {a: {cmd: 'x ${PORT}'%s}, b: {cmd: 'x ${PORT}'}}\nhooks:\n  on_startup:\n"
				+ "    preload: [%s]\n%s";
		assertThat(Configurations.load(String.format(file, "", "a, b", "")).warnings()).singleElement()
			.satisfies((warning) -> {
				assertThat(warning.key()).isEqualTo("hooks.on_startup.preload");
				assertThat(warning.line()).isEqualTo(4);
				assertThat(warning.message()).startsWith("b ends a");
			});
		String together = "groups: {g: {swap: false, members: [a, b]}}\n";
		assertThat(Configurations.load(String.format(file, "", "a, b", together)).warnings()).isEmpty();
		assertThat(Configurations.load(String.format(file, "", "b", "")).warnings()).isEmpty();
		assertThat(Configurations.load(String.format(file, ", keepLoaded: true", "a, b", "")).warnings()).isEmpty();
		String matrix = "matrix: {vars: {x: a, y: b}, sets: {s: 'x %s y'}}\n";
		assertThat(Configurations.load(String.format(file, "", "a, b", String.format(matrix, "&"))).warnings())
			.isEmpty();
		assertThat(Configurations.load(String.format(file, "", "a, b", String.format(matrix, "|"))).warnings())
			.hasSize(1);
	}

	@Test
	@DisplayName("R46: a model that says nothing of what to start is no other router, it is an error")
	void r46ModelWithoutACommandIsAnError() {
		assertThat(Configurations.load("models: {preset: {aliases: [p]}}").errors()).singleElement()
			.satisfies((error) -> assertThat(error.key()).startsWith("models.preset"));
	}

	@Test
	@DisplayName("startPort beyond the last port is an error, told once")
	void startPortBeyondAllPorts() {
		assertThat(Configurations.load("startPort: 70000\nmodels: {a: {cmd: 'x ${PORT}'}, b: {cmd: 'x ${PORT}'}}")
			.errors()).singleElement().satisfies((error) -> assertThat(error.message()).contains("no port is left"));
	}

	@Test
	@DisplayName("2.2 [B] healthCheckTimeout of a model is overwritten in silence; here with a warning")
	void healthCheckTimeoutOfAModel() {
		assertThat(Configurations.load("models: {m: {cmd: 'x ${PORT}', healthCheckTimeout: 5}}").warnings())
			.singleElement()
			.extracting(ConfigurationProblem::key)
			.isEqualTo("models.m.healthCheckTimeout");
	}

	@Test
	@DisplayName("2.2 [D] variables of a matrix are optional, up to 32 characters with dots and dashes")
	void variables() {
		assertThat(Configurations.load(TWO + "matrix: {sets: {s: a}, vars: {a-long.name-of-a-variable-12345: b}}")
			.errors()).isEmpty();
		assertThat(Configurations.load(TWO + "matrix: {sets: {s: a & b}}").problems()).isEmpty();
	}

	@Test
	@DisplayName("2.2 [B] a priority given by alias has no effect; here it has, with a warning")
	void prioritiesByAlias() {
		LoadedConfiguration loaded = Configurations
			.load(TWO + "routing: {scheduler: {settings: {fifo: {priority: {ay: 3}}}}}");
		assertThat(Objects.requireNonNull(loaded.configuration()).routing().priority(new ModelId("a"))).isEqualTo(3);
		assertThat(loaded.warnings()).hasSize(1);
	}

	@Test
	@DisplayName("2.4 [B][W] values of variables can change the YAML; here they are data")
	void variablesAreData() {
		Configuration configuration = Configurations.parse(
				"models: {m: {cmd: 'x ${PORT}', name: '${env.V}', description: \"${env.V}\", useModelName: ${env.V}}}",
				Map.of("V", "a\\b\"c: d #e'f"));
		ModelConfiguration model = model(configuration);
		assertThat(List.of(model.listing().name(), model.listing().description(), model.requests().useModelName()))
			.containsOnly("a\\b\"c: d #e'f");
	}

	@Test
	@DisplayName("2.4 [B] an unset variable in a comment line of cmd fails the load; here it does not")
	void commentLinesOfCommands() {
		assertThat(Configurations.load("models:\n  m:\n    cmd: |\n      # ${env.UNSET}\n      x ${PORT}\n").problems())
			.isEmpty();
	}

	@Test
	@DisplayName("2.7 [B] members of an own group (default) vanish; here the others join them, with a warning")
	void theDefaultGroup() {
		LoadedConfiguration loaded = Configurations.load(TWO + "groups: {(default): {members: [a]}}");
		assertThat(Objects.requireNonNull(loaded.configuration()).routing().groups().values()).singleElement()
			.satisfies((group) -> assertThat(group.members()).containsExactly(new ModelId("a"), new ModelId("b")));
		assertThat(loaded.warnings()).hasSize(1);
	}

	@Test
	@DisplayName("2.7 [B] a member given by alias is a second server; here it is the model, with a warning")
	void membersByAlias() {
		LoadedConfiguration loaded = Configurations.load(TWO + "groups: {g: {members: [ay, b]}}");
		assertThat(Objects.requireNonNull(Objects.requireNonNull(loaded.configuration()).routing().groups().get("g"))
			.members()).containsExactly(new ModelId("a"), new ModelId("b"));
		assertThat(loaded.warnings()).hasSize(1);
	}

	@Test
	@DisplayName("2.12 a group member that is no model fails the start; here the load")
	void unknownMembers() {
		assertThat(Configurations.load(TWO + "groups: {g: {members: [nobody]}}").errors()).hasSize(1);
	}

	private static ModelConfiguration model(Configuration configuration) {
		return Objects.requireNonNull(configuration.models().get(new ModelId("m")));
	}

}
