package io.llamaswap.config;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

import io.llamaswap.model.ModelId;
import org.jspecify.annotations.Nullable;

/**
 * What came of a reload, or would come of it.
 *
 * @param at when the files were read
 * @param cause who asked for it, in a few words
 * @param problems errors and warnings of the new configuration
 * @param difference what it does, or {@code null} if the new configuration cannot be
 * used: then nothing was changed
 */
public record ReloadOutcome(Instant at, String cause, List<ConfigurationProblem> problems,
		@Nullable ConfigurationDifference difference) {

	/**
	 * Copies the list.
	 * @param at when the files were read
	 * @param cause who asked for it
	 * @param problems errors and warnings
	 * @param difference what it does
	 */
	public ReloadOutcome {
		problems = List.copyOf(problems);
	}

	static ReloadOutcome of(Instant at, String cause, InForce before, LoadedConfiguration loaded) {
		Configuration next = loaded.configuration();
		return new ReloadOutcome(at, cause, loaded.problems(),
				(next != null) ? ConfigurationDifference.between(before, next) : null);
	}

	/**
	 * Tells whether the new configuration can be used.
	 * @return {@code false} if the old one stays in force
	 */
	public boolean isSound() {
		return this.difference != null;
	}

	/**
	 * Tells whether anything changes.
	 * @return {@code false} if nothing does, or the new configuration cannot be used
	 */
	public boolean isChange() {
		return this.difference != null && !this.difference.isEmpty();
	}

	/**
	 * Returns the models to which something happens.
	 * @param kind what happens to them
	 * @return their ids, in order; none if the new configuration cannot be used
	 */
	public Set<ModelId> ids(ModelDifference.Kind kind) {
		return (this.difference != null) ? this.difference.ids(kind) : Set.of();
	}

	/**
	 * Says in one line what happens, or what the first error is. Shows nothing of the
	 * file but its keys.
	 * @return one line
	 */
	public String summary() {
		if (this.difference != null) {
			return this.difference.summary();
		}
		List<ConfigurationProblem> errors = this.problems.stream().filter(ConfigurationProblem::isError).toList();
		if (errors.isEmpty()) {
			return "the configuration could not be read";
		}
		ConfigurationProblem first = errors.get(0);
		String key = first.key().isEmpty() ? "" : first.key() + ": ";
		String more = (errors.size() > 1) ? " (and %d more)".formatted(errors.size() - 1) : "";
		return "%s:%d: %s%s%s".formatted(first.file(), first.line(), key, first.message(), more);
	}

	/**
	 * Returns it as JSON.
	 * @return maps, lists, strings, numbers and booleans
	 */
	public Map<String, Object> asMap() {
		return asMap((model) -> "");
	}

	/**
	 * Returns it as JSON.
	 * @param then says what becomes of a model's process, {@code ""} for nothing
	 * @return maps, lists, strings, numbers and booleans
	 */
	public Map<String, Object> asMap(Function<ModelDifference, String> then) {
		Map<String, Object> map = new LinkedHashMap<>();
		map.put("ok", isSound());
		map.put("changed", isChange());
		map.put("at", this.at.toString());
		map.put("cause", this.cause);
		map.put("summary", summary());
		List<Map<String, Object>> models = new ArrayList<>();
		if (this.difference != null) {
			this.difference.models().forEach((model) -> models.add(json(model, then.apply(model))));
		}
		map.put("models", models);
		map.put("settings", (this.difference != null) ? this.difference.settings() : List.of());
		map.put("problems", this.problems.stream().map(ConfigurationCheck::json).toList());
		return map;
	}

	private static Map<String, Object> json(ModelDifference model, String then) {
		Map<String, Object> map = new LinkedHashMap<>();
		map.put("id", model.id().value());
		map.put("change", model.kind().label());
		map.put("keys", model.keys());
		if (!then.isEmpty()) {
			map.put("then", then);
		}
		return map;
	}

}
