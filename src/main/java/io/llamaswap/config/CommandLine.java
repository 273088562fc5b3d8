package io.llamaswap.config;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Splits a command into words as a POSIX shell would, and does nothing else that a shell
 * does (contract 2.6). Public because {@code cmdStop} is split only when its pid is
 * known.
 */
public final class CommandLine {

	private static final String ESCAPED_IN_DOUBLE_QUOTES = "$`\"\\";

	private final String text;

	private final List<String> words = new ArrayList<>();

	private final StringBuilder word = new StringBuilder();

	private boolean inWord;

	private int index;

	private CommandLine(String text) {
		this.text = text;
	}

	/**
	 * Splits a command. Comment lines are dropped, a backslash at the end of a line joins
	 * it with the next one, and an unterminated quote ends with the text.
	 * @param command the command, possibly of many lines
	 * @return its words, empty if there are none
	 */
	public static List<String> split(String command) {
		String joined = command.lines()
			.filter((line) -> !isComment(line))
			.map(CommandLine::continued)
			.collect(Collectors.joining("\n"));
		return new CommandLine(joined).split();
	}

	/**
	 * Quotes one word so that {@link #split} gives it back unchanged.
	 * @param word any text without line breaks followed by a number sign
	 * @return the word, quoted only where it must be
	 */
	public static String quote(String word) {
		if (!word.isEmpty() && word.chars().allMatch(CommandLine::isHarmless)) {
			return word;
		}
		return "'" + word.replace("'", "'\\''") + "'";
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

	private static boolean isHarmless(int character) {
		return Character.isLetterOrDigit(character) || "-_./:=,+@%".indexOf(character) >= 0;
	}

	static boolean isComment(String line) {
		return line.stripLeading().startsWith("#");
	}

	private static String continued(String line) {
		String trimmed = line.strip();
		return trimmed.endsWith("\\") ? trimmed.substring(0, trimmed.length() - 1) + " " : line;
	}

	private List<String> split() {
		while (this.index < this.text.length()) {
			char next = this.text.charAt(this.index++);
			switch (next) {
				case ' ', '\t', '\n', '\r' -> endWord();
				case '\'' -> singleQuoted();
				case '"' -> doubleQuoted();
				case '\\' -> escaped();
				default -> append(next);
			}
		}
		endWord();
		return this.words;
	}

	private void append(char character) {
		this.inWord = true;
		this.word.append(character);
	}

	private void endWord() {
		if (this.inWord) {
			this.words.add(this.word.toString());
			this.word.setLength(0);
			this.inWord = false;
		}
	}

	private void singleQuoted() {
		this.inWord = true;
		int end = this.text.indexOf('\'', this.index);
		int stop = (end < 0) ? this.text.length() : end;
		this.word.append(this.text, this.index, stop);
		this.index = stop + 1;
	}

	private void doubleQuoted() {
		this.inWord = true;
		while (this.index < this.text.length()) {
			char next = this.text.charAt(this.index++);
			if (next == '"') {
				return;
			}
			if (next != '\\' || this.index == this.text.length()) {
				this.word.append(next);
				continue;
			}
			char after = this.text.charAt(this.index);
			if (after == '\n') {
				this.index++;
			}
			else if (ESCAPED_IN_DOUBLE_QUOTES.indexOf(after) >= 0) {
				this.word.append(after);
				this.index++;
			}
			else {
				this.word.append(next);
			}
		}
	}

	private void escaped() {
		if (this.index == this.text.length()) {
			append('\\');
			return;
		}
		char next = this.text.charAt(this.index++);
		if (next != '\n') {
			append(next);
		}
	}

}
