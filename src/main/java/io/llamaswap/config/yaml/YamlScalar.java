package io.llamaswap.config.yaml;

/**
 * A scalar with its text as written; what type it has is decided by who reads it.
 *
 * @param text its text, quotes and escapes resolved, otherwise as written
 * @param plain whether it was written without quotes and not as a block, so that it may
 * be a number, a boolean or null
 * @param position where it begins
 * @param lastLine the last line that it may stand in
 */
public record YamlScalar(String text, boolean plain, Position position, int lastLine) implements YamlNode {

	/**
	 * Returns the type that llama-swap's parser gives this scalar.
	 * @return {@link ScalarType#TEXT} for everything quoted
	 */
	public ScalarType type() {
		return this.plain ? ScalarType.of(this.text) : ScalarType.TEXT;
	}

	/**
	 * Tells whether this is an empty value, {@code ~} or {@code null}.
	 * @return {@code true} for null
	 */
	public boolean isNull() {
		return type() == ScalarType.NULL;
	}

	/**
	 * Returns this scalar with another text.
	 * @param other the other text
	 * @return a new scalar of the same style and place
	 */
	public YamlScalar withText(String other) {
		return new YamlScalar(other, this.plain, this.position, this.lastLine);
	}

	/**
	 * Returns a string of that text at the place of this scalar.
	 * @param other the text
	 * @return a new scalar that is never a number
	 */
	public YamlScalar asString(String other) {
		return new YamlScalar(other, false, this.position, this.lastLine);
	}

	@Override
	public String describe() {
		return switch (type()) {
			case NULL -> "nothing";
			case BOOLEAN -> "the boolean " + this.text;
			case INTEGER, FLOAT -> "the number " + this.text;
			case TIMESTAMP -> "the date " + this.text;
			case TEXT -> (this.text.length() > 60) ? "a text" : "the text \"" + this.text + '"';
		};
	}

	/**
	 * Returns the text and type of another scalar at the place of this one.
	 * @param other the other scalar
	 * @return a new scalar
	 */
	public YamlScalar withValueOf(YamlScalar other) {
		return new YamlScalar(other.text, other.plain, this.position, this.lastLine);
	}

}
