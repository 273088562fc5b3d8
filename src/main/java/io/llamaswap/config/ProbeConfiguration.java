package io.llamaswap.config;

import java.util.List;

import com.google.re2j.Pattern;

/**
 * Which requests start no model: they are served if it is ready, and refused otherwise.
 *
 * @param ignorePaths paths below {@code /upstream/<model>} that start no model whatever
 * the method, matched anywhere in the path
 * @param loadOnGet paths as the client sends them whose GET may load a model, matched
 * anywhere in the path; ours
 */
public record ProbeConfiguration(List<Pattern> ignorePaths, List<Pattern> loadOnGet) {

	/**
	 * llama-swap's, and what it has of GETs that load a model, but for {@code /props}.
	 */
	public static final ProbeConfiguration DEFAULT = new ProbeConfiguration(
			List.of(Pattern.compile(".*\\.(js|json|css|png|gif|jpg|jpeg|ico|txt)$")),
			List.of(Pattern.compile("^/upstream/"), Pattern.compile("^/v1/audio/voices$"),
					Pattern.compile("^/sdapi/v1/loras$")));

	/**
	 * Copies the lists.
	 */
	public ProbeConfiguration {
		ignorePaths = List.copyOf(ignorePaths);
		loadOnGet = List.copyOf(loadOnGet);
	}

}
