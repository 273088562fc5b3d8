package io.llamaswap.config.yaml;

import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * The first document of a source.
 *
 * @param root its root, or {@code null} if it is empty or could not be read
 * @param issues what was found on the way
 */
public record YamlDocument(@Nullable YamlNode root, List<YamlIssue> issues) {

	/**
	 * Copies the issues.
	 */
	public YamlDocument {
		issues = List.copyOf(issues);
	}

}
