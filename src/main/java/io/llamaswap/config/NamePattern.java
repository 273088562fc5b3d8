package io.llamaswap.config;

import java.util.function.Predicate;

/**
 * A name in which each {@code *} stands for any number of characters. Not a regular
 * expression: names come from outside, and none can take long, however long it is.
 */
public final class NamePattern implements Predicate<String> {

	private static final char STAR = '*';

	private final String[] parts;

	private final int length;

	/**
	 * Reads a pattern.
	 * @param text the name, with stars or without
	 */
	public NamePattern(String text) {
		this.parts = text.split("\\*", -1);
		this.length = text.length() - this.parts.length + 1;
	}

	/**
	 * Tells whether a text is more than a plain name.
	 * @param text the text
	 * @return {@code true} if there is a star in it
	 */
	public static boolean hasStar(String text) {
		return text.indexOf(STAR) >= 0;
	}

	/**
	 * Returns how much of a name it fixes.
	 * @return the number of characters beside the stars
	 */
	int length() {
		return this.length;
	}

	/**
	 * Tells whether a name fits. Its beginning and its end are anchored, and each of the
	 * parts between may take the first place it finds.
	 * @param name the name
	 * @return {@code true} if so
	 */
	@Override
	public boolean test(String name) {
		String first = this.parts[0];
		String last = this.parts[this.parts.length - 1];
		if (this.parts.length == 1) {
			return first.equals(name);
		}
		if (!name.startsWith(first) || !name.endsWith(last)) {
			return false;
		}
		int from = first.length();
		for (int index = 1; index < this.parts.length - 1; index++) {
			int found = name.indexOf(this.parts[index], from);
			if (found < 0) {
				return false;
			}
			from = found + this.parts[index].length();
		}
		return from <= name.length() - last.length();
	}

}
