package io.llamaswap.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Holds parser, schema, key reference and examples together.
 */
class ConfigurationDocumentationTests {

	private static final Path EXAMPLE = Path.of("config/config.example.yaml");

	private static final Pattern ROW = Pattern.compile("\\| `([^`]+)` \\| ([^|]+) \\| ([^|]*) \\|.*");

	private static final Set<String> WITH_DEFAULT = Set.of("string", "integer", "boolean");

	@Test
	void theKeyReferenceNamesWhatTheParserReads() throws IOException {
		assertThat(documented()).isEqualTo(known());
	}

	@Test
	void theSchemaNamesWhatTheParserReads() {
		JsonNode schema = JsonMapper.shared().readTree(ConfigurationSchema.text());
		Map<String, String> keys = new TreeMap<>();
		collect(schema, "", keys);
		Map<String, String> expected = known();
		expected.replaceAll((key, use) -> schemaType(use));
		assertThat(keys).isEqualTo(expected);
	}

	@Test
	void theSchemaForEditorsIsTheOneInTheJar() throws IOException {
		assertThat(Path.of("config/config-schema.json")).hasContent(ConfigurationSchema.text());
		StringBuilder printed = new StringBuilder();
		assertThat(ConfigurationSchema.print(printed)).isZero();
		assertThat(printed.toString()).isEqualTo(ConfigurationSchema.text());
	}

	@Test
	void theExampleUsesEveryKey() throws IOException {
		String text = Files.readString(EXAMPLE);
		for (String key : known().keySet()) {
			String name = key.substring(key.lastIndexOf('.') + 1);
			assertThat(text).as(key).containsPattern("\\b" + name + ":");
		}
	}

	@ParameterizedTest
	@MethodSource("examples")
	void examplesLoadWithoutAWarning(Path example) {
		LoadedConfiguration loaded = new ConfigurationLoader(Map.of()).load(example);
		assertThat(loaded.problems()).isEmpty();
		assertThat(loaded.configuration()).isNotNull();
	}

	static List<Path> examples() throws IOException {
		try (Stream<Path> files = Files.list(Path.of("config"))) {
			return files.filter((file) -> file.toString().endsWith(".yaml")).sorted().toList();
		}
	}

	private static Map<String, String> known() {
		Map<String, String> known = new TreeMap<>();
		uses().forEach((key, use) -> known.put(key, describe(use.type(), use.defaultValue())));
		return known;
	}

	/**
	 * Returns every key that the parser asks for, learned by letting it read files that
	 * use them all.
	 * @return how each is used, by its pattern
	 */
	static Map<String, KeyLog.KeyUse> uses() {
		Map<String, KeyLog.KeyUse> uses = new TreeMap<>();
		String early = "models: {a: {cmd: x, proxy: 'http://h:1'}}\n";
		for (String text : List.of(read(EXAMPLE), early + "groups: {g: {members: [a]}}",
				early + "matrix: {sets: {s: a}}", early + "profiles: {p: {pins: {x: a}}}")) {
			ConfigurationAssembly assembly = new ConfigurationAssembly(
					new Surroundings(Map.of(), CommandSyntax.POSIX, (path) -> ""), new Problems());
			assembly.assemble(List.of(new ConfigurationSources.Source("test", text)));
			assembly.log()
				.known()
				.values()
				.stream()
				.filter((use) -> !use.pattern().matches("routing\\.router\\.settings\\.(groups|matrix)\\..*"))
				.forEach((use) -> uses.putIfAbsent(use.pattern(), use));
		}
		return uses;
	}

	private static String read(Path path) {
		try {
			return Files.readString(path);
		}
		catch (IOException ex) {
			throw new java.io.UncheckedIOException(ex);
		}
	}

	private static String describe(String type, String defaultValue) {
		return WITH_DEFAULT.contains(type) ? type + " " + defaultValue.replace("`", "") : type;
	}

	private static Map<String, String> documented() throws IOException {
		Map<String, String> documented = new TreeMap<>();
		for (String line : Files.readAllLines(Path.of("docs/configuration.md"))) {
			Matcher row = ROW.matcher(line);
			if (row.matches()) {
				documented.put(row.group(1), describe(row.group(2).strip(), row.group(3).strip()));
			}
		}
		return documented;
	}

	private static void collect(JsonNode schema, String path, Map<String, String> keys) {
		for (Map.Entry<String, JsonNode> property : schema.path("properties").properties()) {
			String key = path + property.getKey();
			if (!key.matches("routing\\.router\\.settings\\.(groups|matrix)\\..*")) {
				keys.put(key, typeOf(property.getValue()));
			}
			collect(property.getValue(), key + ".", keys);
			JsonNode below = property.getValue().path("additionalProperties");
			collect(below, key + ".*.", keys);
			below.path("anyOf").forEach((shape) -> collect(shape, key + ".*.", keys));
		}
	}

	private static String typeOf(JsonNode value) {
		String types = Stream.concat(Stream.of(value), value.path("anyOf").valueStream())
			.flatMap((shape) -> shape.path("type").isArray() ? shape.path("type").valueStream()
					: Stream.of(shape.path("type")))
			.map(JsonNode::asString)
			.collect(Collectors.joining(" "));
		for (String type : List.of("object", "array", "integer", "boolean null string")) {
			if (types.contains(type)) {
				return Map
					.of("object", "mapping", "array", "list", "boolean null string", "boolean", "integer", "integer")
					.get(type) + withDefault(value);
			}
		}
		return "string" + withDefault(value);
	}

	private static String withDefault(JsonNode value) {
		return value.has("default") ? " " + value.path("default").asString() : "";
	}

	// The schema tells lists, mappings and scalars apart; what they hold is its own
	// affair.
	private static String schemaType(String use) {
		if (use.startsWith("list")) {
			return "list";
		}
		if (use.startsWith("mapping")) {
			return "mapping";
		}
		Map<String, String> others = new LinkedHashMap<>(Map.of("duration", "string 5s", "integer ", "integer"));
		return others.getOrDefault(use, use);
	}

}
