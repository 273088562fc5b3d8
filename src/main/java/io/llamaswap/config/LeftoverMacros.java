package io.llamaswap.config;

import java.util.Collection;
import java.util.HashSet;
import java.util.Set;
import java.util.regex.Matcher;

import io.llamaswap.config.yaml.YamlMapping;
import io.llamaswap.config.yaml.YamlNode;
import io.llamaswap.config.yaml.YamlScalar;
import io.llamaswap.config.yaml.YamlSequence;

/**
 * Reports references that no macro answered.
 */
final class LeftoverMacros {

	private final Problems problems;

	private final Set<String> environment;

	LeftoverMacros(Problems problems, Set<String> environment) {
		this.problems = problems;
		this.environment = environment;
	}

	/**
	 * Checks a section outside of models.
	 * @param node the section
	 * @param path its key path
	 * @param declared the global macros
	 */
	void checkSection(YamlNode node, String path, Collection<String> declared) {
		check(node, path, new Scope(declared, false));
	}

	/**
	 * Checks a model.
	 * @param model the expanded model
	 * @param path its key path
	 * @param declared the macros of its scope
	 */
	void checkModel(YamlMapping model, String path, Collection<String> declared) {
		Scope scope = new Scope(declared, true);
		for (YamlMapping.Entry entry : model.entries()) {
			String key = entry.key().text();
			if (!"macros".equals(key)) {
				check(entry.value(), path + "." + key, scope.withPid("cmdStop".equals(key)));
			}
		}
	}

	private void check(YamlNode node, String path, Scope scope) {
		if (node instanceof YamlScalar scalar) {
			check(scalar, path, scope);
		}
		else if (node instanceof YamlSequence sequence) {
			int index = 0;
			for (YamlNode item : sequence.items()) {
				check(item, path + "[" + index++ + "]", scope);
			}
		}
		else if (node instanceof YamlMapping mapping) {
			for (YamlMapping.Entry entry : mapping.entries()) {
				if (path.endsWith(".setParamsByID")) {
					check(entry.key(), path, scope);
				}
				check(entry.value(), path + "." + entry.key().text(), scope);
			}
		}
	}

	private void check(YamlScalar scalar, String path, Scope scope) {
		if (!scalar.text().contains("${")) {
			return;
		}
		Set<String> seen = new HashSet<>();
		Matcher matcher = Macros.REFERENCE.matcher(scalar.text());
		while (matcher.find()) {
			String name = matcher.group(1);
			if (seen.add(name) && !("PID".equals(name) && scope.pid())) {
				report(scalar, path, name, scope);
			}
		}
	}

	private void report(YamlScalar scalar, String path, String name, Scope scope) {
		String reference = "${" + name + "}";
		String message;
		String expected;
		String suggestion = "";
		if (Macros.RESERVED.contains(name)) {
			message = reference + " has no value here";
			expected = switch (name) {
				case "PID" -> "${PID} in cmdStop only";
				case "PORT" -> scope.inModel() ? "${PORT} in cmd too, which is what gives the model a port"
						: "${PORT} in models only";
				default -> "${MODEL_ID} in models only";
			};
		}
		else if (scope.declared().contains(name)) {
			message = "unknown macro " + reference + ": it is declared after the macro that uses it";
			expected = "macros declared before their use";
		}
		else {
			message = "unknown macro " + reference;
			expected = "a macro that is declared, or ${env.NAME} for an environment variable";
			suggestion = this.environment.contains(name) ? "Did you mean ${env." + name + "}?"
					: NearMiss.find(name, scope.declared()).map((near) -> "Did you mean ${" + near + "}?").orElse("");
		}
		this.problems.error(this.problems.locate(scalar, reference), path, message, expected, suggestion);
	}

	/**
	 * What may stand in a place.
	 *
	 * @param declared all macros of the scope
	 * @param inModel whether the place is in a model
	 * @param pid whether <code>${PID}</code> may stay
	 */
	private record Scope(Collection<String> declared, boolean inModel, boolean pid) {

		Scope(Collection<String> declared, boolean inModel) {
			this(declared, inModel, false);
		}

		Scope withPid(boolean allowed) {
			return new Scope(this.declared, this.inModel, allowed);
		}

	}

}
