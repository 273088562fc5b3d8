package io.llamaswap.config;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import io.llamaswap.config.ConfigurationProblem.Severity;
import io.llamaswap.config.yaml.Position;
import io.llamaswap.config.yaml.YamlNode;
import io.llamaswap.config.yaml.YamlScalar;

/**
 * Collects everything that is found while a configuration is read.
 */
final class Problems {

	static final int LIMIT = 1_000;

	private static final int MAX_TEXT = 300;

	private static final int MIN_CONCEALED = 4;

	private final Map<String, List<String>> lines = new HashMap<>();

	private final List<String> files = new ArrayList<>();

	private final List<ConfigurationProblem> found = new ArrayList<>();

	private final Map<String, String> concealed = new HashMap<>();

	private final WrittenSecrets written = new WrittenSecrets();

	private boolean failed;

	void addSource(String file, String text) {
		this.files.add(file);
		this.lines.put(file, text.lines().toList());
	}

	/**
	 * Keeps the secrets of a file out of all further problems.
	 * @param root what stands in the file
	 */
	void conceal(YamlNode root) {
		this.written.add(root);
	}

	/**
	 * Keeps a value out of all further messages.
	 * @param value the value of an environment variable
	 * @param name what is shown instead
	 */
	void conceal(String value, String name) {
		if (value.length() >= MIN_CONCEALED) {
			this.concealed.put(value, name);
		}
	}

	void error(Position at, String key, String message) {
		error(at, key, message, "", "");
	}

	void error(Position at, String key, String message, String expected) {
		error(at, key, message, expected, "");
	}

	void error(Position at, String key, String message, String expected, String suggestion) {
		this.failed = true;
		add(Severity.ERROR, at, key, List.of(message, expected, suggestion));
	}

	void warn(Position at, String key, String message, String expected) {
		warn(at, key, message, expected, "");
	}

	void warn(Position at, String key, String message, String expected, String suggestion) {
		add(Severity.WARNING, at, key, List.of(message, expected, suggestion));
	}

	private void add(Severity severity, Position at, String key, List<String> texts) {
		if (this.found.size() >= LIMIT) {
			return;
		}
		ConfigurationProblem problem = new ConfigurationProblem(severity, at.file(), at.line(), at.column(), clean(key),
				clean(this.written.hiddenIn(texts.get(0))), clean(this.written.hiddenIn(texts.get(1))),
				clean(this.written.hiddenIn(texts.get(2))), this.written.blankedIn(excerpt(at)));
		if (!this.found.contains(problem)) {
			this.found.add(problem);
		}
	}

	private String excerpt(Position at) {
		List<String> source = this.lines.getOrDefault(at.file(), List.of());
		return (at.line() <= source.size()) ? source.get(at.line() - 1) : "";
	}

	/**
	 * Finds the very place of a piece of text within a scalar.
	 * @param scalar the scalar
	 * @param piece what to look for
	 * @return its place, or where the scalar begins if its lines do not show the piece
	 */
	Position locate(YamlScalar scalar, String piece) {
		Position start = scalar.position();
		List<String> source = this.lines.getOrDefault(start.file(), List.of());
		for (int line = start.line(); line <= Math.min(scalar.lastLine(), source.size()); line++) {
			String text = source.get(line - 1);
			int found = text.indexOf(piece, (line == start.line()) ? Math.min(start.column() - 1, text.length()) : 0);
			if (found >= 0) {
				return new Position(start.file(), line, text.codePointCount(0, found) + 1);
			}
		}
		return start;
	}

	// A value of the file must not be able to forge lines of the report.
	private String clean(String text) {
		String line = masked(text).replaceAll("\\p{Cntrl}+", " ").strip();
		return (line.length() > MAX_TEXT) ? line.substring(0, MAX_TEXT) + "…" : line;
	}

	/**
	 * Puts references back in place of the values of environment variables.
	 * @param text any text
	 * @return the text without such values
	 */
	String masked(String text) {
		String shown = text;
		for (Map.Entry<String, String> secret : this.concealed.entrySet()) {
			shown = shown.replace(secret.getKey(), secret.getValue());
		}
		return shown;
	}

	boolean failed() {
		return this.failed;
	}

	List<ConfigurationProblem> inOrder() {
		return this.found.stream()
			.sorted(Comparator.comparingInt((ConfigurationProblem problem) -> this.files.indexOf(problem.file()))
				.thenComparingInt(ConfigurationProblem::line)
				.thenComparingInt(ConfigurationProblem::column))
			.toList();
	}

}
