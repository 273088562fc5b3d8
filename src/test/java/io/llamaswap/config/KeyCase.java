package io.llamaswap.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;

import io.llamaswap.model.ModelId;
import org.jspecify.annotations.Nullable;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What one key of the file means: its value without and with being given, and what may
 * not stand behind it.
 */
final class KeyCase {

	/** A configuration with one model. */
	static final String MODEL = "models: {m: {cmd: 'x ${PORT}'}}\n";

	private final String key;

	private final Function<Configuration, @Nullable Object> value;

	private String without = MODEL;

	private @Nullable Object byDefault;

	private final List<Given> given = new ArrayList<>();

	private final List<Refused> refused = new ArrayList<>();

	private KeyCase(String key, Function<Configuration, @Nullable Object> value) {
		this.key = key;
		this.value = value;
	}

	static KeyCase of(String key, Function<Configuration, @Nullable Object> value) {
		return new KeyCase(key, value);
	}

	static KeyCase ofModel(String key, Function<ModelConfiguration, @Nullable Object> value) {
		return new KeyCase("models.*." + key,
				(configuration) -> value.apply(Objects.requireNonNull(configuration.models().get(new ModelId("m")))));
	}

	/**
	 * Writes the model {@link #MODEL} with more keys.
	 * @param keys in flow style
	 * @return the text
	 */
	static String model(String keys) {
		return "models: {m: {cmd: 'x ${PORT}', " + keys + "}}\n";
	}

	KeyCase byDefault(@Nullable Object expected) {
		this.byDefault = expected;
		return this;
	}

	KeyCase byDefault(String yaml, @Nullable Object expected) {
		this.without = yaml;
		return byDefault(expected);
	}

	KeyCase given(String yaml, @Nullable Object expected) {
		this.given.add(new Given(yaml, expected));
		return this;
	}

	KeyCase refused(String yaml, String message) {
		this.refused.add(new Refused(yaml, message));
		return this;
	}

	String key() {
		return this.key;
	}

	void check() {
		assertThat(this.given).as("there is a value for " + this.key).isNotEmpty();
		assertThat(read(this.without)).as(this.without).isEqualTo(this.byDefault);
		this.given.forEach((text) -> assertThat(read(text.yaml())).as(text.yaml()).isEqualTo(text.expected()));
		this.refused.forEach((text) -> assertThat(load(text.yaml()).errors()).as(text.yaml())
			.extracting(ConfigurationProblem::summary)
			.anySatisfy((summary) -> assertThat(summary).contains(text.message())));
	}

	private @Nullable Object read(String yaml) {
		LoadedConfiguration loaded = load(yaml);
		return this.value.apply(Objects.requireNonNull(loaded.configuration(),
				() -> new ConfigurationReport(loaded.problems()).render()));
	}

	private static LoadedConfiguration load(String yaml) {
		return new ConfigurationLoader(new Surroundings(Map.of(), CommandSyntax.POSIX, (path) -> "")).load("c.yaml",
				yaml);
	}

	@Override
	public String toString() {
		return this.key;
	}

	private record Given(String yaml, @Nullable Object expected) {
	}

	private record Refused(String yaml, String message) {
	}

}
