package io.llamaswap.json;

import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * One change of a JSON text: a value is set or a member removed.
 *
 * @param path the steps that are still to be gone, from the value that is looked at
 * @param value the text that is set, or {@code null} to remove what is there
 */
public record JsonEdit(List<JsonPath.Part> path, @Nullable Rope value) {

	/**
	 * Sets a value: replaces what is there, or adds it.
	 * @param path where
	 * @param value a map with string keys, a list, a string, a number, a boolean or
	 * {@code null}
	 * @return the edit
	 */
	public static JsonEdit set(JsonPath path, @Nullable Object value) {
		return new JsonEdit(path.parts(), Rope.of(JsonWriter.write(value)));
	}

	/**
	 * Removes what is there, if anything is.
	 * @param path where
	 * @return the edit
	 */
	public static JsonEdit remove(JsonPath path) {
		return new JsonEdit(path.parts(), null);
	}

	boolean isRemoval() {
		return this.value == null;
	}

	JsonPath.Part head() {
		return this.path.get(0);
	}

	/**
	 * Tells whether the edit is about the member itself, and not about something in it.
	 * @return {@code true} if the head is all of the path
	 */
	boolean isWhole() {
		return this.path.size() == 1;
	}

	JsonEdit inside() {
		return new JsonEdit(this.path.subList(1, this.path.size()), this.value);
	}

}
