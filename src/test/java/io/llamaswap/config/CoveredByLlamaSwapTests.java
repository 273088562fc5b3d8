package io.llamaswap.config;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import io.llamaswap.test.Configurations;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What llama-swap's own tests of configurations cover, row by row (contract 9.1), as far
 * as a file is accepted or refused by it. Values are in the tests of keys, macros, merged
 * files and commands, which the row names. The rows merge_test, config_posix_test and
 * config_windows_test, and config_schema_test are {@link SourceMergeTests},
 * {@link CommandSyntaxTests} and {@link ConfigurationSchemaTests}.
 */
class CoveredByLlamaSwapTests {

	private static final String P = "cmd: 'x ${PORT}'";

	@ParameterizedTest(name = "{0}")
	@MethodSource("rows")
	void row(Row row) {
		row.accepted().forEach((yaml) -> assertThat(load(yaml).errors()).as(row + " accepts " + yaml).isEmpty());
		row.refused()
			.forEach((yaml, message) -> assertThat(load(yaml).errors()).as(row + " refuses " + yaml)
				.extracting(ConfigurationProblem::summary)
				.anySatisfy((summary) -> assertThat(summary).contains(message)));
	}

	private static LoadedConfiguration load(String yaml) {
		return Configurations.load(yaml, Map.of("KEY", "value", "NOTHING", "", "LINES", "a\nb", "RETURN", "a\rb"));
	}

	static Stream<Row> rows() {
		return Stream.of(configTest(), macroTests(), environment(), routing(), matrixTest(), modelConfigTest(),
				filtersTest(), peerTest(), performanceUiUpstreamTest(), profileTest(), selectorsTest());
	}

	private static Row configTest() {
		return new Row("config_test: groups, aliases, store, ports, commands, times (GlobalKeyTests, ModelKeyTests)",
				List.of("startPort: 1", "startPort: 10000\n" + models(P), "globalTTL: 0", "unloadTimeout: 0", "store: ",
						"models: {m: {cmd: x, proxy: 'http://h:1'}}", models(P + ", ttl: 0, timeouts: {connect: 0}")),
				Map.of("models: {a: {" + P + "}}\ngroups: {g: {members: [a]}, h: {members: [a]}}",
						"already a member of a group", models(P + ", aliases: [q, q]"), "used twice",
						"store: {path: ''}", "the path is missing", "startPort: -5", "too small", "globalTTL: -1",
						"too small", "unloadTimeout: -1", "too small", "models: {m: {cmd: x}}", "${PORT}",
						models(P + ", unloadTimeout: -1"), "too small", "apiKeys: ['']", "empty key"));
	}

	private static Row macroTests() {
		return new Row("macro_test, macro_in_macro_test, macros_refactor_test (MacroTests)",
				List.of("macros: {a_b-9: 1}", "macros: {" + "n".repeat(63) + ": 1}",
						"macros: {a: 1, b: '${a}', c: '${b}'}\n" + models("cmd: 'x ${PORT} ${c}'"),
						"macros: {t: 5}\nglobalTTL: ${t}",
						"macros: {id: '${MODEL_ID}'}\n" + models("cmd: '${id} ${PORT}'"),
						models(P + ", filters: {setParamsByID: {'${MODEL_ID}:${PORT}': {}}}")),
				Map.of("macros: {" + "n".repeat(64) + ": 1}", "not a macro name", "macros: {a.b: 1}",
						"not a macro name", "macros: {a: '${a}'}", "refers to itself", "macros: {MODEL_ID: 1}",
						"reserved", models(P + ", macros: {PORT: 1}"), "reserved", "macros: {a: [1]}",
						"cannot be a macro", models("cmd: 'x ${PORT} ${PID}'"), "${PID}",
						models(P + ", metadata: {d: ['${n}']}"), "unknown macro ${n}",
						"macros: {a: '${b}', b: 1}\n" + models("cmd: 'x ${PORT} ${a}'"), "declared after",
						models(P + ", filters: {stripParams: '${n}'}"), "models.m.filters.stripParams"));
	}

	private static Row environment() {
		return new Row("config_test: variables (MacroTests)",
				List.of("apiKeys: ['${env.KEY}']", "# ${env.UNSET}\nlogLevel: info # ${env.UNSET}",
						"macros: {k: '${env.KEY}'}\n" + models("cmd: 'x ${PORT} ${k} ${env.KEY}${env.KEY}'"),
						"peers: {p: {proxy: 'http://h', models: [m], apiKey: '${env.KEY}'}}",
						models(P + ", metadata: {k: ['${env.KEY}']}, cmdStop: '${env.KEY}'")),
				Map.of("apiKeys: ['${env.UNSET}']", "UNSET is not set", "apiKeys: ['${env.NOTHING}']", "empty key",
						models("cmd: 'x ${PORT} ${env.LINES}'"), "holds a line break",
						models("cmd: 'x ${PORT} ${env.RETURN}'"), "RETURN", "macros: {k: '${env.UNSET}'}",
						"UNSET is not set", models(P + ", filters: {stripParams: '${env.UNSET}'}"),
						"UNSET is not set"));
	}

	private static Row routing() {
		String m = models(P);
		return new Row("config_test: routing (RoutingKeyTests)",
				List.of(m + "groups: {g: {members: [m]}}", m + "matrix: {sets: {s: m}}",
						m + "routing: {router: {use: matrix, settings: {matrix: {sets: {s: m}}, groups: {}}}}",
						m + "routing: {router: {use: group, settings: {groups: {g: {members: [m]}}}}}",
						m + "routing: {scheduler: {use: fifo, settings: {fifo: {priority: {m: 1}}}}}"),
				Map.of(m + "groups: {g: {}}\nrouting: {router: {use: group}}", "only one of the two places",
						"routing: {router: {use: matrix}}", "there is no routing.router.settings.matrix",
						"routing: {router: {use: x}}", "unknown",
						"routing: {scheduler: {settings: {fifo: {priority: {x: 1}}}}}", "is no model"));
	}

	private static Row matrixTest() {
		String m = models(P + ", aliases: [q]");
		return new Row("matrix_test (RoutingKeyTests, matrix package)",
				List.of(m + "matrix: {vars: {m: m}, sets: {s: m}}", m + "matrix: {sets: {s: m | m}}",
						m + "matrix: {evict_costs: {m: 3}, sets: {s: m, t: +s}}"),
				Map.of(m + "matrix: {}", "there is no set", m + "matrix: {sets: {s: q}}", "no variable and no model",
						m + "matrix: {vars: {a_b: m}, sets: {s: m}}", "not a name of a variable",
						m + "matrix: {evict_costs: {m: 0}, sets: {s: m}}", "too small",
						m + "matrix: {evict_costs: {m: -1}, sets: {s: m}}", "too small",
						m + "matrix: {sets: {s: +t, t: +s}}", "circle", m + "matrix: {sets: {s: +x}}", "no set \"x\"",
						m + "groups: {g: {}}\nmatrix: {sets: {s: m}}", "groups and a matrix"));
	}

	private static Row modelConfigTest() {
		return new Row("model_config_test, model_config_anchor_test (ModelKeyTests)",
				List.of(models(P + ", capabilities: {}"), models(P + ", capabilities: {in: [text, audio, image]}"),
						"macros: {c: 4096}\n" + models(P + ", capabilities: {context: '${c}'}"),
						"models: {m: &a {" + P + "}, n: *a, o: {<<: *a}}",
						models(P + ", compat: {ignoreWebsockets: true}")),
				Map.of(models(P + ", capabilities: {in: [x]}"), "unknown", models(P + ", capabilities: {context: -1}"),
						"too small", models(P + ", capabilities: {tools: 3}"), "true or false",
						"models: {a: {" + P + "}, b: {" + P + ", filters: {setParamsByID: {a: {}}}}}",
						"the id of another model"));
	}

	private static Row filtersTest() {
		return new Row("filters_test (ModelKeyTests)",
				List.of(models(P + ", filters: {stripParams: ' a , , model'}"),
						models(P + ", filters: {setParams: {model: x}}")),
				Map.of(models(P + ", filters: {stripParams: [a]}"), "a text is wanted",
						models(P + ", filters: {setParams: [a]}"), "a mapping is wanted"));
	}

	private static Row peerTest() {
		String peer = "peers: {p: {proxy: 'http://h', models: [m, x]}}\n";
		return new Row("peer_test (RoutingKeyTests)",
				List.of(peer, "peers: {p: {proxy: 'http://h', models: [m]}, q: {proxy: 'http://h', models: [m]}}",
						peer + models(P)),
				Map.of("peers: {p: {models: [m]}}", "the address is missing", "peers: {p: {proxy: 'http://h'}}",
						"offers no model", "peers: {p: {proxy: 'ht tp://h', models: [m]}}", "is no address",
						peer + "models: {p/m: {" + P + "}}", "belongs to a local model",
						peer + models(P + ", aliases: [p/x]"), "belongs to a local model",
						peer + "selectors: {p/m: {strategy: pin, targets: [x]}}", "has this name"));
	}

	private static Row performanceUiUpstreamTest() {
		return new Row("performance_test, ui_test, upstream_test (GlobalKeyTests)",
				List.of("performance: {}", "performance: {disabled: true}", "performance: {every: 1m30s}",
						"ui: {activity: {session_id: []}}", "upstream: {}", "upstream: {ignorePaths: []}"),
				Map.of("performance: {every: 1s}", "too short", "performance: {every: 5}", "a duration is wanted",
						"upstream: {ignorePaths: ['(']}", "not a regular expression"));
	}

	private static Row profileTest() {
		String m = models(P);
		return new Row("profile_test (RoutingKeyTests; list profiles are accepted here)",
				List.of(m + "profiles: {p: {pins: {x: m, y: , z: ''}}}", m + "profiles: {p: [m]}"),
				Map.of(m + "profiles: {p: {pins: {}}}", "no pin", m + "profiles: {p: {pins: {x: y}}}", "unknown",
						m + "profiles: {p: {pins: {x: m, y: x}}}", "\"x\" is unknown"));
	}

	private static Row selectorsTest() {
		String two = "models: {a: {" + P + "}, b: {" + P + "}}\n";
		String spill = "selectors: {s: {strategy: spillover, targets: [a, b]}}\n";
		return new Row("selectors_test (RoutingKeyTests)",
				List.of(two + "selectors: {s: {strategy: pin, targets: [a]}}",
						two + spill + "groups: {g: {swap: false, members: [a, b]}}",
						two + spill + "matrix: {sets: {s: a & b}}",
						two + "selectors: {s: {strategy: pin, targets: [a]}}\nprofiles: {p: {pins: {x: s}}}"),
				Map.of(two + spill, "cannot run together", two + spill + "matrix: {sets: {s: a, t: b}}",
						"cannot run together", two + "selectors: {s: {targets: [a]}}", "the strategy is missing",
						two + "selectors: {s: {strategy: pin, targets: []}}", "no target",
						two + "selectors: {a: {strategy: pin, targets: [b]}}", "has this name",
						two + "selectors: {s: {strategy: spillover, targets: [a, a]}}", "already a target"));
	}

	private static String models(String keys) {
		return "models: {m: {" + keys + "}}\n";
	}

	/**
	 * A row of the table.
	 *
	 * @param name what it is about, and where its values are tested
	 * @param accepted files that load
	 * @param refused files that do not, with what is said
	 */
	record Row(String name, List<String> accepted, Map<String, String> refused) {

		@Override
		public String toString() {
			return this.name;
		}

	}

}
