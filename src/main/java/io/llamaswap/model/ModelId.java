package io.llamaswap.model;

import org.jspecify.annotations.Nullable;

/**
 * The real id of a model: its key under {@code models}, exactly as written.
 *
 * @param value the id, never blank; may hold slashes, colons and spaces
 */
public record ModelId(String value) implements Comparable<ModelId> {

	/**
	 * Checks that the id says something.
	 * @throws IllegalArgumentException if the id is blank
	 */
	public ModelId {
		if (value.isBlank()) {
			throw new IllegalArgumentException("model id: blank (expected: the key of a model)");
		}
	}

	/**
	 * Orders ids by their UTF-16 text, as listings show them.
	 * @param other the other id
	 * @return a negative number, zero or a positive number
	 */
	@Override
	public int compareTo(ModelId other) {
		return this.value.compareTo(other.value);
	}

	// Ids are the keys of nearly every table: the generated methods are several times
	// slower until the last compiler has seen them.
	@Override
	public boolean equals(@Nullable Object other) {
		return this == other || (other instanceof ModelId id && this.value.equals(id.value));
	}

	@Override
	public int hashCode() {
		return this.value.hashCode();
	}

	@Override
	public String toString() {
		return this.value;
	}

}
