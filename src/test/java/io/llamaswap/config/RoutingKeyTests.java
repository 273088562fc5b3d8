package io.llamaswap.config;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Stream;

import io.llamaswap.config.SelectorConfiguration.Strategy;
import io.llamaswap.model.ModelId;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * One test for each key of groups, matrix, profiles, selectors and peers, named after it
 * (contract 2.7 to 2.10).
 */
class RoutingKeyTests {

	private static final String TWO = "models: {a: {cmd: 'x ${PORT}', aliases: [ay]}, b/c: {cmd: 'x ${PORT}'}}\n";

	private static final ModelId A = new ModelId("a");

	private static final ModelId B = new ModelId("b/c");

	@ParameterizedTest(name = "{0}")
	@MethodSource("cases")
	void key(KeyCase key) {
		key.check();
	}

	static Stream<KeyCase> cases() {
		return Stream.of(groups(), matrix(), routing(), profiles(), selectors(), peers(), peerTimeouts())
			.flatMap((cases) -> cases);
	}

	private static Stream<KeyCase> groups() {
		return Stream.of(group("swap", GroupConfiguration::swap, true).given(grouped("swap: false"), false),
				group("exclusive", GroupConfiguration::exclusive, true).given(grouped("exclusive: false"), false),
				group("persistent", GroupConfiguration::persistent, false).given(grouped("persistent: true"), true),
				KeyCase.of("groups.*.members", (configuration) -> group(configuration).members())
					.byDefault(TWO + "groups: {g: }", List.of())
					.given(grouped(""), List.of(B, A))
					.refused(TWO + "groups: {g: {members: [a, a]}}", "already a member of a group")
					.refused(TWO + "groups: {g: {members: [a]}, h: {members: [a]}}", "already a member of a group")
					.refused(TWO + "groups: {g: {members: [x]}}", "\"x\" is no model"));
	}

	private static String grouped(String keys) {
		return TWO + "groups: {g: {members: [b/c, a], " + keys + "}}";
	}

	private static KeyCase group(String key, Function<GroupConfiguration, @Nullable Object> value, boolean byDefault) {
		return KeyCase.of("groups.*." + key, (configuration) -> value.apply(group(configuration)))
			.byDefault(grouped(""), byDefault);
	}

	private static GroupConfiguration group(Configuration configuration) {
		return Objects.requireNonNull(configuration.routing().groups().get("g"));
	}

	private static Stream<KeyCase> matrix() {
		String sets = ", sets: {s: a & b/c}";
		return Stream.of(
				KeyCase.of("matrix.vars", (configuration) -> matrix(configuration).sets().models())
					.byDefault(TWO + "matrix: {sets: {s: a}}", java.util.Set.of(A))
					.given(TWO + "matrix: {vars: {B: b/c}, sets: {s: B}}", java.util.Set.of(B))
					.refused(TWO + "matrix: {vars: {b_b: b/c}, sets: {s: a}}", "not a name of a variable")
					.refused(TWO + "matrix: {vars: {B: ay}, sets: {s: B}}", "\"ay\" is an alias"),
				KeyCase.of("matrix.evict_costs", (configuration) -> matrix(configuration).evictCost(A))
					.byDefault(TWO + "matrix: {sets: {s: a}}", 1)
					.given(TWO + "matrix: {evict_costs: {a: 7}, sets: {s: a}}", 7)
					.given(TWO + "matrix: {vars: {v: a}, evict_costs: {v: 8}, sets: {s: v}}", 8)
					.refused(TWO + "matrix: {evict_costs: {a: 0}, sets: {s: a}}", "0 is too small")
					.refused(TWO + "matrix: {evict_costs: {z: 1}, sets: {s: a}}", "no variable and no model"),
				KeyCase
					.of("matrix.sets",
							(configuration) -> List.copyOf(matrix(configuration).sets().expressions().keySet()))
					.byDefault(TWO + "matrix: {sets: {s: a}}", List.of("s"))
					.given(TWO + "matrix: {sets: {z: a, y: +z}}", List.of("z", "y"))
					.refused(TWO + "matrix: {}", "there is no set")
					.refused(TWO + "matrix: {vars: {}" + sets.replace("&", "&&") + "}", "is unexpected"));
	}

	private static MatrixConfiguration matrix(Configuration configuration) {
		return Objects.requireNonNull(configuration.routing().matrix());
	}

	private static Stream<KeyCase> routing() {
		String both = "settings: {groups: {g: {members: [a]}}, matrix: {sets: {s: a}}}}}";
		return Stream.of(
				KeyCase.of("routing.router.use", (configuration) -> configuration.routing().matrix() != null)
					.byDefault(TWO + "routing: {router: {" + both, false)
					.given(TWO + "routing: {router: {use: group, " + both, false)
					.given(TWO + "routing: {router: {use: matrix, " + both, true)
					.refused("routing: {router: {use: matrx}}", "Did you mean \"matrix\"?")
					.refused("routing: {router: {use: matrix}}", "there is no routing.router.settings.matrix"),
				KeyCase
					.of("routing.router.settings.groups",
							(configuration) -> configuration.routing().groups().containsKey("g"))
					.byDefault(TWO, false)
					.given(TWO + "routing: {router: {settings: {groups: {g: {members: [a]}}}}}", true)
					.refused(TWO + "groups: {g: {}}\nrouting: {router: {settings: {groups: {g: {}}}}}",
							"only one of the two places"),
				KeyCase
					.of("routing.router.settings.matrix", (configuration) -> configuration.routing().matrix() != null)
					.byDefault(TWO, false)
					.given(TWO + "routing: {router: {use: matrix, settings: {matrix: {sets: {s: a}}}}}", true)
					.refused(TWO + "matrix: {sets: {s: a}}\nrouting: {router: {use: matrix}}",
							"only one of the two places"),
				KeyCase.of("routing.scheduler.use", (configuration) -> configuration.routing().priorities())
					.byDefault(Map.of())
					.given("routing: {scheduler: {use: fifo}}", Map.of())
					.refused("routing: {scheduler: {use: lifo}}", "(expected: fifo)"),
				KeyCase
					.of("routing.scheduler.settings.fifo.priority",
							(configuration) -> configuration.routing().priority(A))
					.byDefault(TWO, 0)
					.given(TWO + "routing: {scheduler: {settings: {fifo: {priority: {a: -5}}}}}", -5)
					.given(TWO + "routing: {scheduler: {settings: {fifo: {priority: {ay: 4}}}}}", 4)
					.refused(TWO + "routing: {scheduler: {settings: {fifo: {priority: {z: 1}}}}}", "is no model"));
	}

	private static Stream<KeyCase> profiles() {
		return Stream.of(
				KeyCase
					.of("profiles.*.description",
							(configuration) -> Objects.requireNonNull(configuration.pinProfiles().get("p"))
								.description())
					.byDefault(TWO + "profiles: {p: {pins: {x: a}}}", "")
					.given(TWO + "profiles: {p: {description: D, pins: {x: a}}}", "D")
					.refused(TWO + "profiles: {' ': {pins: {x: a}}}", "a profile without a name"),
				KeyCase
					.of("profiles.*.pins",
							(configuration) -> Objects.requireNonNull(configuration.pinProfiles().get("p")).pins())
					.byDefault(TWO + "profiles: {p: {pins: {x: a}}}", Map.of("x", "a"))
					.given(TWO + "profiles: {p: {pins: {a: ay, b: , c: ''}}}", Map.of("a", "ay", "b", "", "c", ""))
					.refused(TWO + "profiles: {p: {pins: {}}}", "the profile has no pin")
					.refused(TWO + "profiles: {p: {pins: {'': a}}}", "a pin without a name")
					.refused(TWO + "profiles: {p: {pins: {x: nobody}}}", "\"nobody\" is unknown"),
				KeyCase.of("profiles", Configuration::memberProfiles)
					.byDefault(TWO, Map.of())
					.given(TWO + "profiles: {p: [ay, b/c]}", Map.of("p", List.of(A, B)))
					.refused(TWO + "profiles: {p: text}", "where a profile is wanted"));
	}

	private static Stream<KeyCase> selectors() {
		return Stream.of(
				selector("strategy", SelectorConfiguration::strategy)
					.byDefault(selecting("strategy: pin"), Strategy.PIN)
					.given(selecting("strategy: warm"), Strategy.WARM)
					.given(selecting("strategy: spillover"), Strategy.SPILLOVER)
					.refused(selecting("strategy: best"), "(expected: pin, warm, spillover)")
					.refused(selecting(""), "the strategy is missing"),
				selector("targets", SelectorConfiguration::targets).byDefault(selecting("strategy: pin"), List.of("a"))
					.given(TWO + "selectors: {s: {strategy: pin, targets: [b/c, ay]}}", List.of("b/c", "ay"))
					.refused(TWO + "selectors: {s: {strategy: pin}}", "there is no target")
					.refused(TWO + "selectors: {s: {strategy: pin, targets: [s]}}", "\"s\" is a selector"),
				selector("settings.spillover", SelectorConfiguration::spillover)
					.byDefault(selecting("strategy: spillover"), 1)
					.given(selecting("strategy: spillover, settings: {spillover: 4}"), 4)
					.refused(selecting("strategy: spillover, settings: {spillover: 0}"), "0 is too small"),
				selector("name", (selector) -> selector.listing().name()).byDefault(selecting("strategy: pin"), "")
					.given(selecting("strategy: pin, name: N"), "N"),
				selector("description", (selector) -> selector.listing().description())
					.byDefault(selecting("strategy: pin"), "")
					.given(selecting("strategy: pin, description: D"), "D"),
				selector("unlisted", (selector) -> selector.listing().unlisted())
					.byDefault(selecting("strategy: pin"), false)
					.given(selecting("strategy: pin, unlisted: true"), true),
				selector("metadata", (selector) -> selector.listing().metadata())
					.byDefault(selecting("strategy: pin"), Map.of())
					.given(selecting("strategy: pin, metadata: {k: [1]}"), Map.of("k", List.of(1L))));
	}

	private static String selecting(String keys) {
		return TWO + "selectors: {s: {targets: [a], " + keys + "}}";
	}

	private static KeyCase selector(String key, Function<SelectorConfiguration, @Nullable Object> value) {
		return KeyCase.of("selectors.*." + key,
				(configuration) -> value.apply(Objects.requireNonNull(configuration.selectors().get("s"))));
	}

	private static Stream<KeyCase> peers() {
		return Stream.of(
				peer("proxy", PeerConfiguration::proxy).byDefault(peering(""), URI.create("http://h/base"))
					.given("peers: {p: {proxy: 'https://i:9/v', models: [m]}}", URI.create("https://i:9/v"))
					.refused("peers: {p: {models: [m]}}", "the address is missing"),
				peer("models", PeerConfiguration::models).byDefault(peering(""), List.of("m"))
					.given("peers: {p: {proxy: 'http://h', models: [n, n, o/q]}}", List.of("n", "o/q"))
					.refused("peers: {p: {proxy: 'http://h', models: []}}", "the peer offers no model"),
				peer("apiKey", PeerConfiguration::apiKey).byDefault(peering(""), "")
					.given(peering("apiKey: 0123"), "0123"),
				peer("caFile", PeerConfiguration::caFile).byDefault(peering(""), "")
					.given(peering("caFile: pom.xml"), "pom.xml")
					.refused(peering("caFile: no/such.pem"), "a PEM file"),
				peer("filters.stripParams", (peer) -> peer.filters().stripParams()).byDefault(peering(""), List.of())
					.given(peering("filters: {stripParams: 'b, a'}"), List.of("a", "b"))
					.given(peering("filters: {strip_params: 'b, a'}"), List.of()),
				peer("filters.setParams", (peer) -> peer.filters().setParams()).byDefault(peering(""), Map.of())
					.given(peering("filters: {setParams: {t: 1}}"), Map.of("t", 1L)),
				peer("filters.setParamsByID", (peer) -> peer.filters().setParamsByID()).byDefault(peering(""), Map.of())
					.given(peering("filters: {setParamsByID: {m: {t: 1}}}"), Map.of("m", Map.of("t", 1L))));
	}

	private static Stream<KeyCase> peerTimeouts() {
		return Stream.of(timeout("connect", TimeoutConfiguration::connect, 30),
				timeout("keepalive", TimeoutConfiguration::keepAlive, 30),
				timeout("responseHeader", TimeoutConfiguration::responseHeader, 60),
				timeout("tlsHandshake", TimeoutConfiguration::tlsHandshake, 10),
				timeout("expectContinue", TimeoutConfiguration::expectContinue, 1),
				timeout("idleConn", TimeoutConfiguration::idleConnection, 90),
				timeout("total", TimeoutConfiguration::total, 0));
	}

	private static KeyCase timeout(String key, Function<TimeoutConfiguration, @Nullable Object> value, int seconds) {
		return peer("timeouts." + key, (peer) -> value.apply(peer.timeouts()))
			.byDefault(peering(""), Duration.ofSeconds(seconds))
			.given(peering("timeouts: {" + key + ": 0}"), Duration.ZERO)
			.given(peering("timeouts: {" + key + ": 7}"), Duration.ofSeconds(7))
			.refused(peering("timeouts: {" + key + ": -1}"), "-1 is too small");
	}

	private static String peering(String keys) {
		return "peers: {p: {proxy: 'http://h/base', models: [m], " + keys + "}}";
	}

	private static KeyCase peer(String key, Function<PeerConfiguration, @Nullable Object> value) {
		return KeyCase.of("peers.*." + key,
				(configuration) -> value.apply(Objects.requireNonNull(configuration.peers().get("p"))));
	}

}
