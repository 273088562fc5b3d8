package io.llamaswap.config;

import java.util.List;
import java.util.regex.Pattern;

import io.llamaswap.model.ModelId;

/**
 * Who may call, what listings show, and what requests or the start of the program load.
 *
 * @param apiKeys keys that callers need; none means that everybody may call
 * @param includeAliasesInList whether {@code /v1/models} has rows for aliases
 * @param preload models to start after the start and after each reload, in order
 * @param ignorePaths paths below {@code /upstream} that start no model, matched anywhere
 * in the path
 */
public record AccessConfiguration(List<String> apiKeys, boolean includeAliasesInList, List<ModelId> preload,
		List<Pattern> ignorePaths) {

	/** The paths of pages that no model has to be started for. */
	static final List<Pattern> IGNORED_BY_DEFAULT = List
		.of(Pattern.compile(".*\\.(js|json|css|png|gif|jpg|jpeg|ico|txt)$"));

	/** Everybody may call. */
	public static final AccessConfiguration OPEN = new AccessConfiguration(List.of(), false, List.of(),
			IGNORED_BY_DEFAULT);

	/**
	 * Copies the lists.
	 */
	public AccessConfiguration {
		apiKeys = List.copyOf(apiKeys);
		preload = List.copyOf(preload);
		ignorePaths = List.copyOf(ignorePaths);
	}

	/**
	 * Tells nothing about keys.
	 */
	@Override
	public String toString() {
		return "AccessConfiguration[apiKeys=" + this.apiKeys.size() + ", preload=" + this.preload + "]";
	}

}
