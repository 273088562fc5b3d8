package io.llamaswap.config;

/**
 * One thing that is wrong or suspicious in a configuration, with its place.
 *
 * @param severity how bad it is
 * @param file name of the source
 * @param line line of the source, the first is 1
 * @param column column in code points, the first is 1
 * @param key path of the key such as {@code models.qwen.ttl}, or {@code ""}
 * @param message what is wrong, one sentence without a final full stop. It never holds
 * the value of an environment variable
 * @param expected what should stand there, or {@code ""}
 * @param suggestion what is probably meant, as a whole sentence, or {@code ""}
 * @param excerpt the offending line as written, or {@code ""}; may hold secrets, so it is
 * for the owner of the file only
 */
public record ConfigurationProblem(Severity severity, String file, int line, int column, String key, String message,
		String expected, String suggestion, String excerpt) {

	/**
	 * Tells whether the configuration cannot be used because of this.
	 * @return {@code true} for an error
	 */
	public boolean isError() {
		return this.severity == Severity.ERROR;
	}

	/**
	 * Renders the problem in one line without the excerpt, fit for logs and interfaces.
	 * @return such as {@code config.yaml:3:7: error: models.a.ttl: -5 is negative
	 * (expected: …)}
	 */
	public String summary() {
		StringBuilder text = new StringBuilder();
		text.append(this.file).append(':').append(this.line).append(':').append(this.column).append(": ");
		text.append(this.severity.label()).append(": ");
		if (!this.key.isEmpty()) {
			text.append(this.key).append(": ");
		}
		text.append(this.message);
		if (!this.expected.isEmpty()) {
			text.append(" (expected: ").append(this.expected).append(')');
		}
		if (!this.suggestion.isEmpty()) {
			text.append(". ").append(this.suggestion);
		}
		return text.toString();
	}

	@Override
	public String toString() {
		return summary();
	}

	/**
	 * How bad a problem is.
	 */
	public enum Severity {

		/** The configuration is refused. */
		ERROR,

		/** The configuration loads, but somebody should look. */
		WARNING;

		/**
		 * Returns the word that reports use.
		 * @return {@code error} or {@code warning}
		 */
		public String label() {
			return (this == ERROR) ? "error" : "warning";
		}

	}

}
