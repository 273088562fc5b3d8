package io.llamaswap.demo;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * Finds the top-level members of a JSON body while it passes by, without keeping it: the
 * beginning of each value and how many elements it has.
 */
final class JsonFields {

	private static final int KEPT = 512;

	private final Map<String, String> values = new HashMap<>();

	private final Map<String, Integer> elements = new HashMap<>();

	private final byte[] kept = new byte[KEPT];

	private int keptBytes;

	private int depth;

	private boolean withinString;

	private boolean escaped;

	private @Nullable String name;

	private int commas;

	private boolean nested;

	/**
	 * Takes the next bytes.
	 * @param bytes where they are
	 * @param offset index of the first
	 * @param length how many
	 */
	void accept(byte[] bytes, int offset, int length) {
		for (int index = offset; index < offset + length; index++) {
			byte each = bytes[index];
			if (this.withinString) {
				keep(each);
				if (this.escaped) {
					this.escaped = false;
				}
				else if (each == '\\') {
					this.escaped = true;
				}
				else if (each == '"') {
					this.withinString = false;
				}
			}
			else {
				structure(each);
			}
		}
	}

	/**
	 * Returns a scalar.
	 * @param member the name of a top-level member
	 * @param fallback what counts without it
	 * @return the string without its quotes (escapes are kept), or the literal
	 */
	String scalar(String member, String fallback) {
		String value = this.values.get(member);
		if (value == null) {
			return fallback;
		}
		boolean quoted = value.length() > 1 && value.startsWith("\"") && value.endsWith("\"");
		return (quoted) ? value.substring(1, value.length() - 1) : value;
	}

	/**
	 * Returns the beginning of a value as it came, without white space outside strings.
	 * @param member the name of a top-level member
	 * @return the text, empty without it
	 */
	String raw(String member) {
		return this.values.getOrDefault(member, "");
	}

	/**
	 * Returns how many elements a list has.
	 * @param member the name of a top-level member
	 * @return 0 without it, 1 for a scalar
	 */
	int count(String member) {
		return this.elements.getOrDefault(member, 0);
	}

	private void structure(byte each) {
		switch (each) {
			case ' ', '\t', '\r', '\n' -> {
			}
			case '"' -> {
				this.withinString = true;
				keep(each);
			}
			case '{', '[' -> open(each);
			case '}', ']' -> close(each);
			case ',' -> comma();
			case ':' -> colon();
			default -> keep(each);
		}
	}

	private void open(byte each) {
		this.depth++;
		if (this.depth > 1) {
			this.nested = true;
			keep(each);
		}
	}

	private void close(byte each) {
		this.depth--;
		if (this.depth == 0) {
			finish();
		}
		else {
			keep(each);
		}
	}

	private void comma() {
		if (this.depth == 1) {
			finish();
			return;
		}
		if (this.depth == 2) {
			this.commas++;
		}
		keep((byte) ',');
	}

	private void colon() {
		if (this.depth == 1 && this.name == null) {
			String quoted = text();
			this.name = (quoted.length() > 1) ? quoted.substring(1, quoted.length() - 1) : quoted;
			this.keptBytes = 0;
		}
		else {
			keep((byte) ':');
		}
	}

	private void finish() {
		if (this.name != null) {
			String value = text();
			boolean empty = "[]".equals(value) || "{}".equals(value);
			this.values.put(this.name, value);
			this.elements.put(this.name, (this.nested && empty) ? 0 : this.commas + 1);
		}
		this.name = null;
		this.keptBytes = 0;
		this.commas = 0;
		this.nested = false;
	}

	private void keep(byte each) {
		if (this.keptBytes < KEPT) {
			this.kept[this.keptBytes++] = each;
		}
	}

	private String text() {
		return new String(this.kept, 0, this.keptBytes, StandardCharsets.UTF_8);
	}

}
