package io.llamaswap.upstream.process;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

/**
 * Splits a stop command into words (contract 2.6): POSIX quoting, no shell. A quote that
 * is not closed ends with the text.
 */
final class CommandWords {

	private static final String ESCAPED_IN_QUOTES = "$`\"\\";

	private final String text;

	private final List<String> words = new ArrayList<>();

	private @Nullable StringBuilder word;

	private int at;

	private CommandWords(String text) {
		this.text = text;
	}

	/**
	 * Splits.
	 * @param command one command on any number of lines; lines that begin with {@code #}
	 * are dropped, a backslash at the end joins lines
	 * @return its words, possibly none
	 */
	static List<String> split(String command) {
		String joined = command.lines()
			.filter((line) -> !line.strip().startsWith("#"))
			.map(CommandWords::unfold)
			.collect(Collectors.joining("\n"));
		return new CommandWords(joined).read();
	}

	private static String unfold(String line) {
		String stripped = line.strip();
		return stripped.endsWith("\\") ? stripped.substring(0, stripped.length() - 1) + " " : line;
	}

	private List<String> read() {
		while (this.at < this.text.length()) {
			char next = this.text.charAt(this.at++);
			switch (next) {
				case ' ', '\t', '\n' -> endWord();
				case '\'' -> readLiteral();
				case '"' -> readQuoted();
				case '\\' -> readEscaped();
				default -> word().append(next);
			}
		}
		endWord();
		return this.words;
	}

	private void readLiteral() {
		int end = this.text.indexOf('\'', this.at);
		int stop = (end >= 0) ? end : this.text.length();
		word().append(this.text, this.at, stop);
		this.at = stop + 1;
	}

	private void readQuoted() {
		StringBuilder target = word();
		while (this.at < this.text.length()) {
			char next = this.text.charAt(this.at++);
			if (next == '"') {
				return;
			}
			if (next == '\\' && this.at < this.text.length()
					&& ESCAPED_IN_QUOTES.indexOf(this.text.charAt(this.at)) >= 0) {
				next = this.text.charAt(this.at++);
			}
			target.append(next);
		}
	}

	private void readEscaped() {
		if (this.at < this.text.length()) {
			word().append(this.text.charAt(this.at++));
		}
	}

	private StringBuilder word() {
		if (this.word == null) {
			this.word = new StringBuilder();
		}
		return this.word;
	}

	private void endWord() {
		if (this.word != null) {
			this.words.add(this.word.toString());
			this.word = null;
		}
	}

}
