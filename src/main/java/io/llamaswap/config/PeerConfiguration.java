package io.llamaswap.config;

import java.net.URI;
import java.util.List;

/**
 * Another server whose models are offered here.
 *
 * @param id its id
 * @param proxy its base address; the path is prepended to request paths
 * @param models names that it offers, each once
 * @param apiKey key that replaces the caller's, or {@code ""}
 * @param filters what is changed in requests
 * @param timeouts time limits of its connections
 * @param caFile PEM file with the certificates that vouch for it, or {@code ""} for those
 * that the JVM knows
 */
public record PeerConfiguration(String id, URI proxy, List<String> models, String apiKey, FilterConfiguration filters,
		TimeoutConfiguration timeouts, String caFile) {

	/**
	 * Copies the list.
	 */
	public PeerConfiguration {
		models = List.copyOf(models);
	}

	/**
	 * Names the peer without its key.
	 */
	@Override
	public String toString() {
		return "PeerConfiguration[id=" + this.id + ", proxy=" + this.proxy + ", models=" + this.models + "]";
	}

}
