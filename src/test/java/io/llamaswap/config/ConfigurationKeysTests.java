package io.llamaswap.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import com.google.re2j.Pattern;
import io.llamaswap.config.LoggingConfiguration.Level;
import io.llamaswap.config.LoggingConfiguration.Target;
import io.llamaswap.config.SelectorConfiguration.Strategy;
import io.llamaswap.model.ModelId;
import io.llamaswap.test.Configurations;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What the keys of contract 2.2 come to, given and not given.
 */
class ConfigurationKeysTests {

	private static final String MODEL = "models:\n  m:\n    cmd: x ${PORT}\n";

	@Test
	void everythingHasItsDefault() {
		Configuration configuration = Configurations.parse(MODEL);
		assertThat(configuration.healthCheckTimeout()).hasSeconds(120);
		assertThat(configuration.logRequests()).isFalse();
		assertThat(configuration.logging()).isEqualTo(LoggingConfiguration.DEFAULT);
		assertThat(configuration.activity()).isEqualTo(ActivityConfiguration.DEFAULT);
		assertThat(configuration.access()).isEqualTo(AccessConfiguration.OPEN);
		assertThat(configuration.routing()).isEqualTo(RoutingConfiguration.ungrouped(List.of(new ModelId("m"))));
		ModelConfiguration model = model(configuration);
		assertThat(model.requests()).isEqualTo(new RequestConfiguration(""));
		assertThat(model.listing()).isEqualTo(new ListingConfiguration("", "", false, List.of(), Map.of()));
		assertThat(model.lifetime())
			.isEqualTo(new LifetimeConfiguration(Duration.ZERO, Duration.ofSeconds(120), Duration.ofSeconds(10), 10));
	}

	@Test
	void pathsThatLoadAndPagesThatMayCallReplaceTheDefaults() {
		assertThat(Configurations.parse("upstream: {loadOnGet: []}").access().probes().loadOnGet()).isEmpty();
		assertThat(Configurations.parse("upstream: {ignorePaths: []}").access().probes().ignorePaths())
			.isEqualTo(ProbeConfiguration.DEFAULT.ignorePaths());
		assertThat(Configurations.parse("upstream: {loadOnGet: [^/props$]}").access().probes().loadOnGet())
			.extracting(Pattern::pattern)
			.containsExactly("^/props$");
		assertThat(Configurations.parse("cors: {allowedOrigins: []}").access().cors().allowedOrigins()).isEmpty();
		assertThat(Configurations.parse("cors: {allowedOrigins: [HTTP://A]}").access().cors().allowedOrigins())
			.containsExactly("http://a");
	}

	@Test
	void nothingBehindAKeyMeansItsDefault() {
		Configuration configuration = Configurations
			.parse("""
					healthCheckTimeout:
					logLevel: ~
					store:
					apiKeys:
					hooks: null
					groups:
					profiles:
					routing: {router: , scheduler: ~}
					models:
					  m: {cmd: "x ${PORT}", env: , aliases: ~, filters: , checkEndpoint: ~, proxy: , ttl: , metadata: , macros: }
					""");
		assertThat(configuration.healthCheckTimeout()).hasSeconds(120);
		assertThat(configuration.activity().storePath()).isNull();
		assertThat(model(configuration).launch().checkEndpoint()).isEqualTo("/health");
		assertThat(model(configuration).launch().proxy()).hasToString("http://localhost:5800");
	}

	@Test
	void logging() {
		LoggingConfiguration logging = Configurations
			.parse("logLevel: ' WARN '\nlogTimeFormat: RFC3339\nlogToStdout: both\n")
			.logging();
		assertThat(logging).isEqualTo(new LoggingConfiguration(Level.WARN, "rfc3339", Target.BOTH));
	}

	@Test
	void activity() {
		ActivityConfiguration activity = Configurations.parse("""
				metricsMaxInMemory: 0
				captureBuffer: -1
				store: {path: activity.db}
				ui: {activity: {session_id: [" X-A ", x-a, "", X-B]}}
				performance: {disabled: yes, every: 1m30s}
				""").activity();
		assertThat(activity).isEqualTo(new ActivityConfiguration(1_000, 0, Path.of("activity.db"),
				List.of("X-A", "X-B"), false, Duration.ofSeconds(90)));
		assertThat(Configurations.parse("ui: {activity: {session_id: []}}").activity().sessionIdHeaders()).isEmpty();
	}

	@ParameterizedTest
	@CsvSource({ "5s, 5", "1h30m, 5400", "0s, 5", "2m10s, 130", "7.5s, 7", "10000ms, 10" })
	void performanceInterval(String text, long seconds) {
		assertThat(
				Configurations.parse("performance: {every: " + text + "}").activity().performanceInterval().toSeconds())
			.isEqualTo(seconds);
	}

	@ParameterizedTest
	@CsvSource({ "-1, 60, 60", "0, 60, 0", "5, 60, 5", "-1, 0, 0" })
	void ttl(int ttl, int global, int seconds) {
		Configuration configuration = Configurations.parse("globalTTL: " + global + "\n" + MODEL + "    ttl: " + ttl);
		assertThat(model(configuration).lifetime().ttl()).hasSeconds(seconds);
	}

	@ParameterizedTest
	@CsvSource({ "0, 20, 20", "5, 20, 5", "0, 0, 10" })
	void unloadTimeout(int own, int global, int seconds) {
		Configuration configuration = Configurations
			.parse("unloadTimeout: " + global + "\n" + MODEL + "    unloadTimeout: " + own);
		assertThat(model(configuration).lifetime().unloadTimeout()).hasSeconds(seconds);
	}

	@ParameterizedTest
	@CsvSource({ "m, 0, 10", "m, -5, 10", "m, 3, 3", "comfyui_auto, 0, 50", "comfyui_auto, 60, 60" })
	void concurrencyLimit(String id, int limit, int effective) {
		Configuration configuration = Configurations
			.parse(MODEL.replace(" m:", " " + id + ":") + "    concurrencyLimit: " + limit);
		ModelConfiguration model = configuration.allModels().iterator().next();
		assertThat(model.lifetime().concurrencyLimit()).isEqualTo(effective);
		assertThat(model.requests().ignoreWebsockets()).isEqualTo("comfyui_auto".equals(id));
	}

	@Test
	void sendLoadingState() {
		assertThat(model(Configurations.parse("sendLoadingState: on\n" + MODEL)).requests().sendLoadingState())
			.isTrue();
		assertThat(model(Configurations.parse("sendLoadingState: true\n" + MODEL + "    sendLoadingState: 'no'\n"))
			.requests()
			.sendLoadingState()).isFalse();
	}

	@Test
	void filters() {
		FilterConfiguration filters = model(Configurations.parse(MODEL + """
				    filters:
				      stripParams: " top_p, temperature,,model, top_p "
				      strip_params: ignored
				      setParams: {a: 1, b: [x, {c: null}], d: 2024-01-02}
				      setParamsByID: {m: {t: 0.5}, other: }
				""")).requests().filters();
		assertThat(filters.stripParams()).containsExactly("temperature", "top_p");
		assertThat(filters.setParams()).containsEntry("a", 1L).containsEntry("d", "2024-01-02T00:00:00Z");
		assertThat(filters.setParams().get("b")).hasToString("[x, {c=null}]");
		assertThat(filters.setParamsByID()).isEqualTo(Map.of("m", Map.of("t", 0.5), "other", Map.of()));
		assertThat(
				model(Configurations.parse(MODEL + "    filters: {stripParams: ' ', strip_params: 'b, a'}")).requests()
					.filters()
					.stripParams())
			.containsExactly("a", "b");
	}

	@Test
	void timeouts() {
		TimeoutConfiguration timeouts = model(Configurations.parse(MODEL
				+ "    timeouts: {connect: 1, keepalive: 0, responseHeader: 3, tlsHandshake: 4, expectContinue: 0}"))
			.requests()
			.timeouts();
		assertThat(timeouts).isEqualTo(new TimeoutConfiguration(Duration.ofSeconds(1), Duration.ZERO,
				Duration.ofSeconds(3), Duration.ofSeconds(4), Duration.ZERO, Duration.ofSeconds(90), Duration.ZERO));
	}

	@Test
	void capabilities() {
		ListingConfiguration listing = model(Configurations
			.parse(MODEL + "    capabilities: {in: [text, audio], out: [image], tools: true, context: 5}")).listing();
		assertThat(listing.capabilities())
			.isEqualTo(new CapabilityConfiguration(List.of("text", "audio"), List.of("image"), true, false, 5));
	}

	@Test
	void metadataIsAlwaysFitForJson() {
		Map<String, Object> metadata = model(Configurations.parse(MODEL + """
				    metadata:
				      1: x
				      true: {2: "${MODEL_ID}"}
				      nan: .nan
				      inf: -.inf
				      big: 123456789012345678901234567890
				      octal: 010
				""")).listing().metadata();
		assertThat(metadata)
			.hasToString("{1=x, true={2=m}, nan=.nan, inf=-.inf, big=123456789012345678901234567890, octal=8}");
	}

	@Test
	void checkEndpoint() {
		assertThat(model(Configurations.parse(MODEL + "    checkEndpoint: ' none '")).launch().isChecked()).isFalse();
		assertThat(model(Configurations.parse(MODEL + "    checkEndpoint: ''")).launch().checkEndpoint()).isEmpty();
	}

	@Test
	void anEmptyCommandLoads() {
		Configuration configuration = Configurations.parse("models: {m: {proxy: 'http://localhost:1'}}");
		assertThat(model(configuration).launch().arguments()).isEmpty();
	}

	@Test
	void groupsInBothPlaces() {
		String models = "models: {a: {cmd: 'x ${PORT}'}, b: {cmd: 'x ${PORT}'}, c: {cmd: 'x ${PORT}'}}\n";
		String groups = "groups: {g: {swap: off, members: [b, a]}}";
		for (String place : List.of(groups, "routing: {router: {settings: {" + groups + "}}}",
				"routing: {router: {use: group, settings: {" + groups + "}}}")) {
			RoutingConfiguration routing = Configurations.parse(models + place).routing();
			assertThat(routing.matrix()).isNull();
			assertThat(routing.groups().values()).containsExactly(
					new GroupConfiguration("g", false, true, false, List.of(new ModelId("b"), new ModelId("a"))),
					new GroupConfiguration("(default)", true, true, false, List.of(new ModelId("c"))));
		}
	}

	@Test
	void matrixInBothPlaces() {
		String models = "models: {a: {cmd: 'x ${PORT}'}, b/c: {cmd: 'x ${PORT}'}}\n";
		String matrix = "matrix: {vars: {B: b/c}, evict_costs: {B: 7}, sets: {z: +y | a, y: a & B}}";
		for (String place : List.of(matrix, "routing: {router: {use: matrix, settings: {" + matrix + "}}}")) {
			MatrixConfiguration bound = Objects.requireNonNull(Configurations.parse(models + place).routing().matrix());
			assertThat(bound.evictCost(new ModelId("b/c"))).isEqualTo(7);
			assertThat(bound.evictCost(new ModelId("a"))).isEqualTo(1);
			assertThat(bound.sets().expressions().keySet()).containsExactly("z", "y");
		}
	}

	@Test
	void spilloverTargetsThatShareAMatrixSetMayRunTogether() {
		String head = """
				models: {a: {cmd: 'x ${PORT}'}, b: {cmd: 'x ${PORT}'}, c: {cmd: 'x ${PORT}'}}
				matrix: {sets: {one: "+two | c", two: "(a | c) & b"}}
				""";
		assertThat(Configurations.load(head + "selectors: {s: {strategy: spillover, targets: [a, b]}}").errors())
			.isEmpty();
		assertThat(Configurations.load(head + "selectors: {s: {strategy: spillover, targets: [a, c]}}").errors())
			.singleElement()
			.extracting(ConfigurationProblem::message)
			.isEqualTo("the local targets cannot run together");
	}

	@Test
	void spilloverTargetsThatShareAGroupMayRunTogether() {
		Configuration configuration = Configurations
			.parse("""
					models: {a: {cmd: 'x ${PORT}'}, b: {cmd: 'x ${PORT}', aliases: [bee]}}
					groups: {g: {swap: false, members: [a, b]}}
					selectors:
					  s: {strategy: spillover, targets: [a, bee], settings: {spillover: 4}, name: N, unlisted: true, metadata: {x: 1}}
					""");
		SelectorConfiguration selector = Objects.requireNonNull(configuration.selectors().get("s"));
		assertThat(selector.strategy()).isEqualTo(Strategy.SPILLOVER);
		assertThat(selector.targets()).containsExactly("a", "bee");
		assertThat(selector.spillover()).isEqualTo(4);
		assertThat(selector.listing()).isEqualTo(new SelectorConfiguration.Listing("N", "", true, Map.of("x", 1L)));
	}

	@Test
	void pinProfilesMayPointAtEverything() {
		Configuration configuration = Configurations.parse(MODEL + """
				    aliases: [alias]
				    filters: {setParamsByID: {variant: {t: 1}}}
				peers: {p: {proxy: "http://h/base", models: [far, far], timeouts: {connect: 1}}}
				selectors: {s: {strategy: pin, targets: [variant, p/far]}}
				profiles:
				  one:
				    description: D
				    pins: {m: alias, b: variant, c: far, d: p/far, e: s, f: ~, g: ""}
				""");
		PinProfileConfiguration profile = Objects.requireNonNull(configuration.pinProfiles().get("one"));
		assertThat(profile.pins()).hasToString("{m=alias, b=variant, c=far, d=p/far, e=s, f=, g=}");
		PeerConfiguration peer = Objects.requireNonNull(configuration.peers().get("p"));
		assertThat(peer.models()).containsExactly("far");
		assertThat(peer.timeouts().responseHeader()).hasSeconds(60);
		assertThat(peer.timeouts().connect()).hasSeconds(1);
		assertThat(configuration.memberProfiles()).isEmpty();
	}

	@Test
	void priorities() {
		Configuration configuration = Configurations
			.parse(MODEL + "routing: {scheduler: {use: fifo, settings: {fifo: {priority: {m: -3}}}}}");
		assertThat(configuration.routing().priority(new ModelId("m"))).isEqualTo(-3);
		assertThat(configuration.routing().priority(new ModelId("other"))).isZero();
	}

	@Test
	void nothingSecretIsPrinted() {
		Configuration configuration = Configurations.parse("""
				apiKeys: [hush-hush]
				peers: {p: {proxy: "http://h", models: [m], apiKey: hush-hush}}
				models: {a: {cmd: "x ${PORT} hush-hush", env: [A=hush-hush], apiKey: hush-hush}}
				""");
		assertThat(configuration.toString() + configuration.access() + configuration.peers() + configuration.models())
			.doesNotContain("hush-hush");
	}

	private static ModelConfiguration model(Configuration configuration) {
		return Objects.requireNonNull(configuration.models().get(new ModelId("m")));
	}

}
