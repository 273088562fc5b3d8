package io.llamaswap.config.yaml;

import java.util.List;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * The first document of a source.
 *
 * @param root its root, or {@code null} if it is empty or could not be read
 * @param issues what was found on the way
 * @param shared where the nodes begin whose anchor is used elsewhere
 */
public record YamlDocument(@Nullable YamlNode root, List<YamlIssue> issues, Set<Position> shared) {

	/**
	 * Copies the issues.
	 */
	public YamlDocument {
		issues = List.copyOf(issues);
		shared = Set.copyOf(shared);
	}

}
