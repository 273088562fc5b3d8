package io.llamaswap.upstream;

import java.net.URI;

import io.netty.handler.codec.http.HttpHeaderNames;
import reactor.core.publisher.Mono;
import reactor.netty.http.client.HttpClient;

/**
 * How the program calls servers on its own account: each call on a connection of its own,
 * so that none outlives the process that answered it, through the proxies of the
 * environment, and without ever reading certificates on the thread that calls.
 * Thread-safe.
 */
public final class OutboundCalls {

	private static final HttpClient CLIENT = HttpClient.newConnection()
		.headers((headers) -> headers.set(HttpHeaderNames.USER_AGENT, agent()))
		.followRedirect(false)
		.disableRetry(true)
		.keepAlive(false);

	private final Authorities authorities = new Authorities();

	// The version stands in the manifest of the jar.
	private static String agent() {
		String version = OutboundCalls.class.getPackage().getImplementationVersion();
		return (version != null) ? "llama-swap/" + version : "llama-swap";
	}

	/**
	 * Prepares calls of an address.
	 * @param target address of what is called, or the base of it
	 * @return a client without limits; the first one for TLS comes on another thread, or
	 * fails
	 */
	public Mono<HttpClient> to(URI target) {
		HttpClient client = OutboundProxies.ENVIRONMENT.applyTo(CLIENT, target);
		return Authorities.areNeeded(target)
				? this.authorities.of("").map((context) -> client.secure((spec) -> spec.sslContext(context)))
				: Mono.just(client);
	}

}
