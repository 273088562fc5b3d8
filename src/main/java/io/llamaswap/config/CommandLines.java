package io.llamaswap.config;

import java.util.stream.Collectors;

/**
 * The lines of a command, which mean something before any word does: comments and
 * continuations, the same on every system.
 */
final class CommandLines {

	private CommandLines() {
	}

	/**
	 * Drops the lines that are comments and keeps all others as they are.
	 * @param command the command as written
	 * @return the command without comment lines
	 */
	static String withoutComments(String command) {
		if (command.indexOf('#') < 0) {
			return command;
		}
		String kept = command.lines().filter((line) -> !isComment(line)).collect(Collectors.joining("\n"));
		return (command.endsWith("\n") && !kept.isEmpty()) ? kept + "\n" : kept;
	}

	/**
	 * Drops comments and the backslashes that continue a line.
	 * @param command the command
	 * @return its lines, ready to be split into words
	 */
	static String joined(String command) {
		return command.lines()
			.filter((line) -> !isComment(line))
			.map(CommandLines::continued)
			.collect(Collectors.joining("\n"));
	}

	static boolean isComment(String line) {
		return line.stripLeading().startsWith("#");
	}

	private static String continued(String line) {
		String trimmed = line.strip();
		return trimmed.endsWith("\\") ? trimmed.substring(0, trimmed.length() - 1) + " " : line;
	}

}
