package io.llamaswap.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import com.networknt.schema.Error;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import io.llamaswap.config.yaml.YamlLimits;
import io.llamaswap.config.yaml.YamlMapping;
import io.llamaswap.config.yaml.YamlNode;
import io.llamaswap.config.yaml.YamlReader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What the schema says to files, asked of a validator that we did not write.
 */
class ConfigurationSchemaTests {

	private static final SchemaRegistry REGISTRY = SchemaRegistry
		.withDefaultDialect(SpecificationVersion.DRAFT_2020_12);

	private static final Schema SCHEMA = REGISTRY.getSchema(ConfigurationSchema.text(), InputFormat.JSON);

	@Test
	void isASchema() {
		Schema meta = REGISTRY
			.getSchema(com.networknt.schema.SchemaLocation.of("https://json-schema.org/draft/2020-12/schema"));
		assertThat(meta.validate(ConfigurationSchema.text(), InputFormat.JSON)).isEmpty();
	}

	@ParameterizedTest
	@MethodSource("examples")
	void findsNothingInOurExamples(Path example) throws IOException {
		assertThat(validate(Files.readString(example))).isEmpty();
	}

	static List<Path> examples() throws IOException {
		return ConfigurationDocumentationTests.examples();
	}

	/** Unknown keys are errors for editors, so that they are marked; we only warn. */
	@ParameterizedTest
	@MethodSource("loadable")
	void findsInFilesThatLoadOnlyKeysThatWeWarnOf(Path file) throws IOException {
		Set<String> warned = FieldConfigurationTests.load(file)
			.problems()
			.stream()
			.map(ConfigurationProblem::key)
			.collect(Collectors.toCollection(TreeSet::new));
		assertThat(validate(Files.readString(file))).allSatisfy((error) -> {
			String path = error.getInstanceLocation()
				.toString()
				.replaceFirst("^/", "")
				.replace('/', '.')
				.replace("~1", "/");
			assertThat(warned).as(error + " is among what we report")
				.anyMatch((key) -> key.startsWith(path) || path.startsWith(key + "."));
		});
	}

	static List<Path> loadable() throws IOException {
		return FieldConfigurationTests.files()
			.stream()
			.filter(FieldConfigurationTests.Row::loads)
			.map((row) -> FieldConfigurationTests.FOLDER.resolve(row.file()))
			.toList();
	}

	@ParameterizedTest
	@MethodSource("mistakes")
	void findsWhatIsOfTheWrongKind(String yaml) {
		assertThat(validate(yaml)).isNotEmpty();
	}

	static Stream<String> mistakes() {
		return Stream.of("healthCheckTimeout: soon", "models: []", "models: {m: {cmd: [a]}}", "models: {m: {ttl: '5'}}",
				"models: {m: {chekEndpoint: /}}", "models: {m: {aliases: q}}", "logToStdout: everything",
				"groups: {g: {members: a}}", "routing: {router: {use: matrx}}", "peers: {p: {models: x}}",
				"selectors: {s: {strategy: best, targets: [a]}}", "profiles: {p: text}", "matrix: {sets: [a]}",
				"startPort: 0");
	}

	private static List<Error> validate(String yaml) {
		// Editors know anchors and merge keys; the validator's own YAML does not.
		YamlNode root = Objects.requireNonNull(new YamlReader(YamlLimits.DEFAULT).read("f.yaml", yaml).root());
		return SCHEMA.validate(JsonMapper.shared().valueToTree(PlainValues.of((YamlMapping) root)));
	}

}
