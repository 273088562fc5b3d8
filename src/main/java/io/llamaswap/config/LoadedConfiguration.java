package io.llamaswap.config;

import java.util.List;
import java.util.Map;

import io.llamaswap.config.yaml.Position;
import org.jspecify.annotations.Nullable;

/**
 * What came out of loading: a configuration, or the reasons why there is none.
 *
 * @param configuration the configuration, or {@code null} if and only if a problem is an
 * error
 * @param problems everything that was found, errors and warnings, in the order of files
 * and lines
 * @param places where each key that has a meaning was found, by its path such as
 * {@code models.qwen.ttl}
 * @param commands the rules by which its commands were split
 */
public record LoadedConfiguration(@Nullable Configuration configuration, List<ConfigurationProblem> problems,
		Map<String, Position> places, CommandSyntax commands) {

	/**
	 * Copies the collections.
	 */
	public LoadedConfiguration {
		problems = List.copyOf(problems);
		places = Map.copyOf(places);
	}

	/**
	 * Returns what is wrong.
	 * @return the errors only
	 */
	public List<ConfigurationProblem> errors() {
		return this.problems.stream().filter(ConfigurationProblem::isError).toList();
	}

	/**
	 * Returns what is suspicious.
	 * @return the warnings only
	 */
	public List<ConfigurationProblem> warnings() {
		return this.problems.stream().filter((problem) -> !problem.isError()).toList();
	}

}
