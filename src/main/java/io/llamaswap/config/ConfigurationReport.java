package io.llamaswap.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import io.llamaswap.error.Redaction;

/**
 * Problems as a terminal shows them: place, message, the offending line with a mark below
 * it, less its secrets, and what to write instead. Of many that are alike only the first
 * are shown in full, the places of the others follow in one line.
 */
public final class ConfigurationReport {

	static final int MAX_ALIKE = 3;

	static final int MAX_IN_FULL = 40;

	private static final int MAX_PLACES = 12;

	private static final Pattern QUOTED = Pattern.compile("\"[^\"]*\"|\\d+");

	private static final Pattern ITEM = Pattern.compile("(\\s*-\\s+).*");

	private static final Pattern KEY = Pattern.compile("(\\bkey\\s{0,4}:\\s{1,4})[^\\s,}]+");

	private static final int MAX_EXCERPT = 160;

	private static final int LEAD = 40;

	private final List<ConfigurationProblem> problems;

	/**
	 * Creates a report.
	 * @param problems what to report, in the order to show it
	 */
	public ConfigurationReport(List<ConfigurationProblem> problems) {
		this.problems = List.copyOf(problems);
	}

	/**
	 * Renders everything.
	 * @return the report, each line ended; empty if there is no problem
	 */
	public String render() {
		if (this.problems.isEmpty()) {
			return "";
		}
		StringBuilder text = new StringBuilder();
		Map<String, List<ConfigurationProblem>> alike = this.problems.stream()
			.collect(Collectors.groupingBy(ConfigurationReport::kind, LinkedHashMap::new, Collectors.toList()));
		Set<ConfigurationProblem> full = new LinkedHashSet<>();
		alike.values().forEach((group) -> full.addAll(group.subList(0, inFull(group.size()))));
		List<ConfigurationProblem> shown = this.problems.stream().filter(full::contains).limit(MAX_IN_FULL).toList();
		shown.forEach((problem) -> append(problem, text));
		alike.values().forEach((group) -> appendPlaces(group, shown, text));
		return text.append(total()).append('\n').toString();
	}

	// One or two more cost no more room than the line that would announce them.
	private static int inFull(int size) {
		return (size <= MAX_ALIKE + 1) ? size : MAX_ALIKE;
	}

	private static String kind(ConfigurationProblem problem) {
		return problem.severity() + QUOTED.matcher(problem.message()).replaceAll("…");
	}

	private static void appendPlaces(List<ConfigurationProblem> alike, List<ConfigurationProblem> shown,
			StringBuilder text) {
		List<ConfigurationProblem> others = new ArrayList<>(alike);
		others.removeAll(shown);
		if (others.isEmpty()) {
			return;
		}
		ConfigurationProblem first = others.get(0);
		String what = (others.size() < alike.size()) ? others.size() + " more like " + alike.get(0).message()
				: first.message() + ((others.size() > 1) ? " (and " + (others.size() - 1) + " more)" : "");
		text.append(first.file()).append(": ").append(first.severity().label()).append(": ").append(what);
		text.append("\n      in line ");
		text.append(others.stream()
			.limit(MAX_PLACES)
			.map((problem) -> String.valueOf(problem.line()))
			.collect(Collectors.joining(", ")));
		text.append((others.size() > MAX_PLACES) ? " … (--format=json lists all)\n" : "\n");
	}

	/**
	 * Counts the problems in words.
	 * @return such as {@code 2 errors, 1 warning}
	 */
	public String total() {
		long errors = this.problems.stream().filter(ConfigurationProblem::isError).count();
		long warnings = this.problems.size() - errors;
		if (warnings == 0) {
			return count(errors, "error");
		}
		return (errors > 0) ? count(errors, "error") + ", " + count(warnings, "warning") : count(warnings, "warning");
	}

	private static String count(long number, String noun) {
		return number + " " + noun + ((number != 1) ? "s" : "");
	}

	private static void append(ConfigurationProblem problem, StringBuilder text) {
		text.append(problem.file()).append(':').append(problem.line()).append(':').append(problem.column());
		text.append(": ").append(problem.severity().label()).append(": ");
		if (!problem.key().isEmpty()) {
			text.append(problem.key()).append(": ");
		}
		text.append(problem.message()).append('\n');
		appendExcerpt(problem, text);
		if (!problem.expected().isEmpty()) {
			text.append("      expected: ").append(problem.expected()).append('\n');
		}
		if (!problem.suggestion().isEmpty()) {
			text.append("      ").append(problem.suggestion()).append('\n');
		}
	}

	private static void appendExcerpt(ConfigurationProblem problem, StringBuilder text) {
		String written = problem.excerpt().replace('\t', ' ');
		if (written.isBlank()) {
			return;
		}
		int place = Math.min(problem.column() - 1, written.codePointCount(0, written.length()));
		String line = withoutSecrets(problem.key(), written);
		int column = line.codePointCount(0, moved(written.offsetByCodePoints(0, place), written, line));
		int start = (column > MAX_EXCERPT - LEAD) ? line.offsetByCodePoints(0, column - LEAD) : 0;
		int marked = line.offsetByCodePoints(0, column);
		int end = Math.min(line.length(), start + MAX_EXCERPT);
		text.append("    | ").append(line, start, end).append('\n');
		text.append("    | ")
			.append(" ".repeat(Math.max(0, line.codePointCount(start, Math.max(start, marked)))))
			.append("^\n");
	}

	// An item of a list of keys and the key of a caller do not say what they are.
	private static String withoutSecrets(String key, String line) {
		Matcher item = ITEM.matcher(line);
		return (item.matches() && Redaction.isSecret(key)) ? item.group(1) + Redaction.MASK
				: KEY.matcher(Redaction.withoutSecrets(line)).replaceAll("$1" + Redaction.MASK);
	}

	// What stands behind a hidden value moved, and a place within one is its begin.
	private static int moved(int index, String written, String shown) {
		String rest = written.substring(index);
		if (shown.startsWith(written.substring(0, index))) {
			return index;
		}
		return shown.endsWith(rest) ? shown.length() - rest.length() : Math.max(0, shown.indexOf(Redaction.MASK));
	}

}
