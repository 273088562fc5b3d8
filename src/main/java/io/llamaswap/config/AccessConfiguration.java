package io.llamaswap.config;

import java.util.List;

import io.llamaswap.model.ModelId;

/**
 * Who may call, what listings show, and what requests or the start of the program load.
 *
 * @param apiKeys keys that callers need; none means that everybody may call
 * @param includeAliasesInList whether {@code /v1/models} has rows for aliases
 * @param preload models to start after the start and after each reload, in order
 * @param probes which requests start no model
 * @param cors which pages of other sites may call
 * @param entry who else may call, and by what names
 */
public record AccessConfiguration(List<String> apiKeys, boolean includeAliasesInList, List<ModelId> preload,
		ProbeConfiguration probes, CorsConfiguration cors, EntryConfiguration entry) {

	/** Everybody may call. */
	public static final AccessConfiguration OPEN = new AccessConfiguration(List.of(), false, List.of(),
			ProbeConfiguration.DEFAULT, CorsConfiguration.DEFAULT, EntryConfiguration.DEFAULT);

	/**
	 * Copies the lists.
	 */
	public AccessConfiguration {
		apiKeys = List.copyOf(apiKeys);
		preload = List.copyOf(preload);
	}

	/**
	 * Tells whether callers need a key.
	 * @return {@code false} if everybody may call
	 */
	public boolean needsKey() {
		return !this.apiKeys.isEmpty() || !this.entry.callers().isEmpty();
	}

	/**
	 * Tells nothing about keys.
	 */
	@Override
	public String toString() {
		return "AccessConfiguration[apiKeys=" + this.apiKeys.size() + ", preload=" + this.preload + "]";
	}

}
