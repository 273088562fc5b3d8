package io.llamaswap.config;

import java.util.List;

/**
 * Who is let in beside those with a key of {@code apiKeys}, and by what names we are
 * called. Ours.
 *
 * @param allowedHosts names, in lower case, that requests may have in {@code Host} beside
 * those of this machine; {@code *.example} stands for all below it, {@code *} for all
 * @param requireApiKeys whether a configuration without any key is refused
 * @param unloadByGet whether a GET of {@code /unload} unloads, whoever sends it
 * @param callers keys with names and bounds, in file order
 * @param upstreamHost the name, in lower case, under which pages of models are shown, and
 * nothing else is; {@code ""} for no name of their own
 * @param trustedProxies who is believed about the address for which it asks
 */
public record EntryConfiguration(List<String> allowedHosts, boolean requireApiKeys, boolean unloadByGet,
		List<CallerConfiguration> callers, String upstreamHost, TrustedProxies trustedProxies) {

	/** Nobody and nothing beyond the rules. */
	public static final EntryConfiguration DEFAULT = new EntryConfiguration(List.of(), false, false, List.of(), "",
			TrustedProxies.NONE);

	/**
	 * Copies the lists.
	 */
	public EntryConfiguration {
		allowedHosts = List.copyOf(allowedHosts);
		callers = List.copyOf(callers);
	}

}
