package io.llamaswap.config;

/**
 * Where a key stands in the tree.
 *
 * @param text the way to it, such as {@code models.qwen.ttl}
 * @param pattern the same with {@code *} for names that the user chose, such as
 * {@code models.*.ttl}
 */
record KeyPath(String text, String pattern) {

	/** The top of a file. */
	static final KeyPath ROOT = new KeyPath("", "");

	/**
	 * Goes down to a key that the format knows.
	 * @param key the key
	 * @return its path
	 */
	KeyPath key(String key) {
		return new KeyPath(join(this.text, key), join(this.pattern, key));
	}

	/**
	 * Goes down to a name that the user chose.
	 * @param name the name
	 * @return its path
	 */
	KeyPath name(String name) {
		return new KeyPath(join(this.text, name), join(this.pattern, "*"));
	}

	private static String join(String parent, String child) {
		return parent.isEmpty() ? child : parent + "." + child;
	}

	@Override
	public String toString() {
		return this.text;
	}

}
