package io.llamaswap.config;

import java.util.List;

/**
 * Who may call, what listings show, and what requests or the start of the program load.
 *
 * @param apiKeys keys that callers need; none means that everybody may call
 * @param includeAliasesInList whether {@code /v1/models} has rows for aliases
 * @param preload what is loaded after the start and after each reload
 * @param probes which requests start no model
 * @param cors which pages of other sites may call
 * @param entry who else may call, and by what names
 */
public record AccessConfiguration(List<String> apiKeys, boolean includeAliasesInList, PreloadConfiguration preload,
		ProbeConfiguration probes, CorsConfiguration cors, EntryConfiguration entry) {

	/** Everybody may call. */
	public static final AccessConfiguration OPEN = new AccessConfiguration(List.of(), false,
			PreloadConfiguration.NOTHING, ProbeConfiguration.DEFAULT, CorsConfiguration.DEFAULT,
			EntryConfiguration.DEFAULT);

	/**
	 * Copies the lists.
	 */
	public AccessConfiguration {
		apiKeys = List.copyOf(apiKeys);
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
