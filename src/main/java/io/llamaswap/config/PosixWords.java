package io.llamaswap.config;

import java.util.ArrayList;
import java.util.List;

/**
 * Splits a command into words as a POSIX shell would, and does nothing else that a shell
 * does.
 */
final class PosixWords {

	private static final String ESCAPED_IN_DOUBLE_QUOTES = "$`\"\\";

	private final String text;

	private final List<String> words = new ArrayList<>();

	private final StringBuilder word = new StringBuilder();

	private boolean inWord;

	private int index;

	private PosixWords(String text) {
		this.text = text;
	}

	static List<String> split(String text) {
		return new PosixWords(text).split();
	}

	static String quote(String word) {
		if (!word.isEmpty() && word.chars().allMatch(CommandSyntax::isHarmless)) {
			return word;
		}
		return "'" + word.replace("'", "'\\''") + "'";
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
