package io.llamaswap.config;

import java.util.List;

/**
 * Problems as a terminal shows them: place, message, the offending line with a mark below
 * it, and what to write instead.
 */
public final class ConfigurationReport {

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
		this.problems.forEach((problem) -> append(problem, text));
		return text.append(total()).append('\n').toString();
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
		String line = problem.excerpt().replace('\t', ' ');
		if (line.isBlank()) {
			return;
		}
		int column = Math.min(problem.column() - 1, line.codePointCount(0, line.length()));
		int start = (column > MAX_EXCERPT - LEAD) ? line.offsetByCodePoints(0, column - LEAD) : 0;
		int marked = line.offsetByCodePoints(0, column);
		int end = Math.min(line.length(), start + MAX_EXCERPT);
		text.append("    | ").append(line, start, end).append('\n');
		text.append("    | ")
			.append(" ".repeat(Math.max(0, line.codePointCount(start, Math.max(start, marked)))))
			.append("^\n");
	}

}
