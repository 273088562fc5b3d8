package io.llamaswap.json;

import java.util.ArrayList;
import java.util.List;

/**
 * Where in a JSON text something stands: names of members and indexes of lists, separated
 * by dots (contract 3.5). A backslash makes the next character an ordinary one.
 *
 * @param parts from the outermost to the innermost, at least one
 */
public record JsonPath(List<Part> parts) {

	/** Filling a list up to an index costs that much of every request. */
	static final int MAX_INDEX = 65_535;

	private static final String QUERY_CHARACTERS = "*?#@|";

	/**
	 * Copies the list.
	 */
	public JsonPath {
		parts = List.copyOf(parts);
	}

	/**
	 * Reads a path.
	 * @param text the path as written
	 * @return the path
	 * @throws IllegalArgumentException if it is none, with the reason
	 */
	public static JsonPath parse(String text) {
		if (text.isEmpty()) {
			throw new IllegalArgumentException("an empty path names nothing");
		}
		List<Part> parts = new ArrayList<>();
		StringBuilder name = new StringBuilder();
		boolean forced = false;
		boolean fresh = true;
		for (int index = 0; index < text.length(); index++) {
			char character = text.charAt(index);
			if (character == '.') {
				parts.add(part(name.toString(), forced));
				name.setLength(0);
				forced = false;
				fresh = true;
				continue;
			}
			if (fresh && character == ':' && index + 1 < text.length() && text.charAt(index + 1) != '.') {
				forced = true;
			}
			else if (character == '\\' && index + 1 < text.length()) {
				name.append(text.charAt(++index));
			}
			else if (QUERY_CHARACTERS.indexOf(character) >= 0) {
				throw new IllegalArgumentException("\"" + character + "\" cannot be used in a path");
			}
			else {
				name.append(character);
			}
			fresh = false;
		}
		parts.add(part(name.toString(), forced));
		return new JsonPath(parts);
	}

	private static Part part(String name, boolean forced) {
		boolean digits = !forced && !name.isEmpty()
				&& name.chars().allMatch((character) -> character >= '0' && character <= '9');
		if (digits && (name.length() > 5 || Integer.parseInt(name) > MAX_INDEX)) {
			throw new IllegalArgumentException("the index " + name + " is greater than " + MAX_INDEX);
		}
		boolean last = !forced && "-1".equals(name);
		return new Part(name, digits ? Integer.parseInt(name) : last ? Part.LAST : Part.NO_INDEX);
	}

	/**
	 * Returns the name of the outermost member.
	 * @return its name
	 */
	public String head() {
		return this.parts.get(0).name();
	}

	/**
	 * One step.
	 *
	 * @param name the name of a member
	 * @param index the index if the value is a list: {@link #LAST} for the end of it,
	 * {@link #NO_INDEX} for none
	 */
	public record Part(String name, int index) {

		static final int LAST = -1;

		static final int NO_INDEX = -2;

		boolean isIndex() {
			return this.index != NO_INDEX;
		}

	}

}
