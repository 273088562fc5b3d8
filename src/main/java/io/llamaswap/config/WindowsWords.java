package io.llamaswap.config;

import java.util.ArrayList;
import java.util.List;

/**
 * Splits a command into words as programs on Windows split what they are given: 2n
 * backslashes before a double quote are n backslashes and a quote that opens or closes,
 * 2n + 1 are n backslashes and a literal quote, all others are just backslashes. Within
 * quotes, two quotes are a literal one.
 */
final class WindowsWords {

	private final String text;

	private final List<String> words = new ArrayList<>();

	private final StringBuilder word = new StringBuilder();

	private boolean inWord;

	private boolean quoted;

	private int index;

	private WindowsWords(String text) {
		this.text = text;
	}

	static List<String> split(String text) {
		return new WindowsWords(text).split();
	}

	static String quote(String word) {
		if (!word.isEmpty() && !word.endsWith("\\")
				&& word.chars().allMatch((next) -> CommandSyntax.isHarmless(next) || next == '\\')) {
			return word;
		}
		StringBuilder quoted = new StringBuilder("\"");
		int backslashes = 0;
		for (int i = 0; i < word.length(); i++) {
			char next = word.charAt(i);
			if (next == '"') {
				quoted.append("\\".repeat(backslashes + 1));
			}
			backslashes = (next == '\\') ? backslashes + 1 : 0;
			quoted.append(next);
		}
		return quoted.append("\\".repeat(backslashes)).append('"').toString();
	}

	private List<String> split() {
		while (this.index < this.text.length()) {
			char next = this.text.charAt(this.index++);
			if (next == '\\') {
				backslashes();
			}
			else if (next == '"') {
				quote();
			}
			else if (!this.quoted && " \t\r\n".indexOf(next) >= 0) {
				endWord();
			}
			else {
				append(String.valueOf(next));
			}
		}
		endWord();
		return this.words;
	}

	private void backslashes() {
		int count = 1;
		while (next() == '\\') {
			count++;
			this.index++;
		}
		if (next() != '"') {
			append("\\".repeat(count));
			return;
		}
		append("\\".repeat(count / 2));
		if (count % 2 != 0) {
			append("\"");
			this.index++;
		}
	}

	private void quote() {
		this.inWord = true;
		if (this.quoted && next() == '"') {
			append("\"");
			this.index++;
			return;
		}
		this.quoted = !this.quoted;
	}

	private char next() {
		return (this.index < this.text.length()) ? this.text.charAt(this.index) : ' ';
	}

	private void append(String characters) {
		this.inWord = true;
		this.word.append(characters);
	}

	private void endWord() {
		if (this.inWord) {
			this.words.add(this.word.toString());
			this.word.setLength(0);
			this.inWord = false;
		}
	}

}
