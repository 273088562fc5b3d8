package io.llamaswap.config.yaml;

/**
 * A source that must not be read further.
 */
final class YamlRefusedException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	private final transient YamlIssue issue;

	YamlRefusedException(Position position, String message, String expected) {
		super(message);
		this.issue = new YamlIssue(true, position, "", message, expected);
	}

	YamlIssue issue() {
		return this.issue;
	}

}
