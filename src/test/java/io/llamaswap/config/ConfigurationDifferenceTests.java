package io.llamaswap.config;

import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

import io.llamaswap.model.ModelId;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class ConfigurationDifferenceTests {

	private static final String TWO = """
			models:
			  b:
			    cmd: server --port ${PORT} -m b.gguf
			  d:
			    cmd: server --port ${PORT} -m d.gguf
			""";

	@Test
	void sameFileChangesNothing() {
		assertThat(between(TWO, TWO).isEmpty()).isTrue();
		assertThat(between(TWO, TWO).summary()).isEqualTo("nothing changes");
	}

	@Test
	void commentsAndSpacesRestartNothing() {
		String spaced = TWO.replace("cmd: server --port ${PORT} -m b.gguf",
				"cmd: |\n      # quick\n      server   --port ${PORT}\n      -m b.gguf");
		assertThat(between(TWO, spaced).ids(ModelDifference.Kind.RESTART)).isEmpty();
	}

	@Test
	void commandRestartsItsModelOnly() {
		ConfigurationDifference difference = between(TWO, TWO.replace("-m b.gguf", "-m b2.gguf"));
		assertThat(kinds(difference)).containsExactly("b restart [cmd]", "d unchanged []");
		assertThat(difference.summary()).isEqualTo("restart b (cmd)");
	}

	@Test
	void environmentProxyAndCheckRestart() {
		assertThat(between(TWO, TWO
				+ "    env: [A=1]\n    inheritEnv: false\n    proxy: http://localhost:${PORT}/v\n    checkEndpoint: /up\n")
			.models()
			.get(1)
			.keys()).containsExactly("env", "inheritEnv", "proxy", "checkEndpoint");
	}

	@Test
	void settingsOfTheEdgeTouchNoProcess() {
		String more = TWO + """
				    aliases: [x]
				    ttl: 9
				    name: D
				    unlisted: true
				    cmdStop: end ${PID}
				    filters:
				      stripParams: top_k
				""";
		assertThat(kinds(between(TWO, more))).containsExactly("b unchanged []",
				"d touched without restart [cmdStop, ttl, filters, name, unlisted, aliases]");
	}

	@Test
	void portsStayWithTheirModelsWhenOthersComeAndGo() {
		Configuration before = load(TWO);
		String added = TWO.replace("models:",
				"models:\n  a:\n    cmd: server --port ${PORT}\n  c:\n" + "    cmd: server --port ${PORT}");
		Configuration after = reload(added, before);
		assertThat(ports(after)).containsExactly(5802, 5803, 5800, 5801);
		assertThat(kinds(ConfigurationDifference.between(before, after))).containsExactly("a added []", "c added []",
				"b unchanged []", "d unchanged []");
	}

	@Test
	void portOfARemovedModelIsNotGivenAwayAtOnce() {
		Configuration before = load(TWO);
		Configuration after = reload("models:\n  a:\n    cmd: server --port ${PORT}\n", before);
		assertThat(ports(after)).containsExactly(5802);
		assertThat(kinds(ConfigurationDifference.between(before, after))).containsExactly("a added []", "b removed []",
				"d removed []");
	}

	@Test
	void raisedStartPortMovesModelsAndSaysSo() {
		Configuration before = load(TWO);
		Configuration after = reload("startPort: 6000\n" + TWO, before);
		assertThat(ports(after)).containsExactly(6000, 6001);
		assertThat(kinds(ConfigurationDifference.between(before, after)))
			.containsExactly("b touched without restart [port]", "d touched without restart [port]");
	}

	@Test
	void numberThatOnlyBeginsLikeThePortIsNotThePort() {
		String numbers = "models:\n  b:\n    cmd: server --port ${PORT} -c 58000\n    cmdStop: stop ${PORT} 60001\n";
		Configuration before = load(numbers);
		Configuration after = reload("startPort: 6000\n" + numbers, before);
		assertThat(kinds(ConfigurationDifference.between(before, after)))
			.containsExactly("b touched without restart [port]");
		assertThat(launch(after).cmdStopFor(launch(before))).isEqualTo("stop 5800 60001");
	}

	@Test
	void changeThatIsTakenBackRestartsNobodyWhoRunsAsItWas() {
		Configuration first = load(TWO);
		Configuration second = reload(otherwise("other"), first);
		InForce draining = new InForce(second, lives(first));
		assertThat(kinds(ConfigurationDifference.between(draining, reload(TWO, draining))))
			.containsExactly("b touched without restart [cmd]", "d unchanged []");
		assertThat(kinds(ConfigurationDifference.between(draining, second))).as("it ends already")
			.containsExactly("b unchanged []", "d unchanged []");
		Configuration third = reload(otherwise("third"), draining);
		assertThat(kinds(ConfigurationDifference.between(draining, third))).containsExactly("b restart [cmd]",
				"d unchanged []");
	}

	@Test
	void modelThatComesBackBeforeItsServerHasEndedIsComparedWithIt() {
		Configuration first = load(TWO);
		InForce ending = new InForce(load("models: {}"), lives(first));
		Configuration same = reload(TWO, ending);
		assertThat(ports(same)).isEqualTo(ports(first));
		assertThat(kinds(ConfigurationDifference.between(ending, same))).containsExactly("b added []", "d added []");
		Configuration other = reload(otherwise("other"), ending);
		assertThat(kinds(ConfigurationDifference.between(ending, other))).containsExactly("b restart [cmd]",
				"d added []");
	}

	@Test
	void portOfALivingServerIsGivenToNobodyElse() {
		Configuration first = load(TWO);
		InForce raised = new InForce(reload("startPort: 6000\n" + TWO, first), lives(first));
		String more = TWO + "  c:\n    cmd: server --port ${PORT}\n";
		assertThat(ports(reload("startPort: 5800\n" + more, raised))).containsExactly(6000, 6001, 5802);
		assertThat(ports(reload("startPort: 6000\n" + TWO, raised))).as("nobody moves twice")
			.containsExactly(6000, 6001);
	}

	@Test
	void stopCommandNamesThePortThatTheServerHas() {
		String stopped = "models:\n  b:\n    cmd: server --port ${PORT}\n    cmdStop: stop --port ${PORT}\n";
		Configuration before = load(stopped);
		Configuration after = reload("startPort: 6000\n" + stopped.replace("stop -", "stop --now -"), before);
		assertThat(launch(after).cmdStopFor(launch(before))).isEqualTo("stop --now --port 5800");
		assertThat(launch(after).cmdStopFor(launch(after))).isEqualTo("stop --now --port 6000");
	}

	@Test
	void keysOfResidencyAreNamed() {
		String changed = TWO + "    keepLoaded: true\n    minResidency: 5\n    drainLimit: 6\n    queueLimit: 7\n"
				+ "    checkInterval: 8\n";
		assertThat(kinds(between(TWO, changed))).last()
			.isEqualTo("d touched without restart [keepLoaded, minResidency, drainLimit, queueLimit, checkInterval]");
	}

	@Test
	void sectionsOutsideOfModelsAreNamed() {
		String more = TWO + """
				apiKeys: [secret]
				logRequests: true
				hooks:
				  on_startup:
				    preload: [b]
				groups:
				  g:
				    members: [b, d]
				""";
		assertThat(between(TWO, TWO + "defaultModel: b\n").settings()).containsExactly("defaultModel");
		assertThat(between(TWO, more).settings()).containsExactly("logRequests", "apiKeys", "preload", "groups");
	}

	@Test
	void samePatternsMatrixAndPeersAreTheSame() {
		String file = TWO + """
				upstream:
				  ignorePaths: ["^/x$"]
				matrix:
				  vars: {x: b, y: d}
				  sets: {s: "x & y"}
				""";
		assertThat(between(file, file).summary()).isEqualTo("nothing changes");
	}

	@Test
	void everyPartOfAConfigurationIsCompared() {
		assertThat(components(ModelConfiguration.class)).as("compare a new one in compare")
			.containsExactlyInAnyOrder("id", "launch", "lifetime", "requests", "listing", "hooks");
		assertThat(components(LaunchConfiguration.class)).as("compare a new one in restartedBy, or in compare")
			.containsExactlyInAnyOrder("cmd", "arguments", "cmdStop", "env", "proxy", "checkEndpoint", "port",
					"inheritEnv", "apiKey");
		assertThat(components(LifetimeConfiguration.class)).as("compare a new one in addLifetime")
			.containsExactlyInAnyOrder("ttl", "healthCheckTimeout", "unloadTimeout", "concurrencyLimit", "residency");
		assertThat(components(ResidencyConfiguration.class)).as("compare a new one in addResidency")
			.containsExactlyInAnyOrder("keepLoaded", "minResidency", "drainLimit", "queueLimit", "checkInterval");
		assertThat(components(RequestConfiguration.class)).as("compare a new one in addRequests")
			.containsExactlyInAnyOrder("useModelName", "filters", "timeouts", "sendLoadingState", "ignoreWebsockets",
					"answers");
		assertThat(components(AnswerConfiguration.class)).as("compare a new one in addRequests")
			.containsExactlyInAnyOrder("loadingFeedback", "onDisconnect");
		assertThat(components(ListingConfiguration.class)).as("compare a new one in addListing")
			.containsExactlyInAnyOrder("name", "description", "unlisted", "aliases", "metadata", "capabilities");
		assertThat(components(RoutingConfiguration.class)).as("compare a new one in addRouting")
			.containsExactlyInAnyOrder("groups", "matrix", "priorities", "scheduling");
		assertThat(components(AccessConfiguration.class)).as("compare a new one in settings")
			.containsExactlyInAnyOrder("apiKeys", "includeAliasesInList", "preload", "probes", "cors", "entry");
		assertThat(components(Configuration.class)).as("compare a new one in settings")
			.containsExactlyInAnyOrder("models", "names", "memberProfiles", "healthCheckTimeout", "logRequests",
					"logging", "activity", "access", "routing", "pinProfiles", "selectors", "peers", "naming");
	}

	private static List<String> components(Class<?> type) {
		return Arrays.stream(type.getRecordComponents()).map(RecordComponent::getName).toList();
	}

	private static List<String> kinds(ConfigurationDifference difference) {
		return difference.models()
			.stream()
			.map((model) -> model.id() + " " + model.kind().label() + " " + model.keys())
			.toList();
	}

	private static LaunchConfiguration launch(Configuration configuration) {
		return configuration.allModels().iterator().next().launch();
	}

	private static List<Integer> ports(Configuration configuration) {
		return configuration.allModels().stream().map((model) -> model.launch().port()).toList();
	}

	private static ConfigurationDifference between(String before, String after) {
		Configuration first = load(before);
		return ConfigurationDifference.between(first, reload(after, first));
	}

	private static Configuration load(String text) {
		return sound(new ConfigurationLoader(Map.of()).load("config.yaml", text));
	}

	private static Configuration reload(String text, Configuration before) {
		return reload(text, InForce.idle(before));
	}

	private static Configuration reload(String text, InForce before) {
		return sound(new ConfigurationLoader(Map.of()).reload(Map.of("config.yaml", text), before));
	}

	private static Map<ModelId, LaunchConfiguration> lives(Configuration launchedBy) {
		return launchedBy.allModels()
			.stream()
			.collect(Collectors.toMap(ModelConfiguration::id, ModelConfiguration::launch));
	}

	// The first model, started by another command.
	private static String otherwise(String command) {
		return TWO.replaceFirst("cmd: .*", "cmd: " + command + " --port \\${PORT}");
	}

	private static Configuration sound(LoadedConfiguration loaded) {
		return Objects.requireNonNull(loaded.configuration(), () -> loaded.problems().toString());
	}

}
