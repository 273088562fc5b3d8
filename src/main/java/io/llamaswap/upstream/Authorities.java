package io.llamaswap.upstream;

import java.io.File;
import java.net.URI;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import javax.net.ssl.SSLException;

import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.netty.http.client.HttpClient;

/**
 * Whose certificates are believed. They are read from files, beside the event loops, once
 * each. Thread-safe.
 */
public final class Authorities {

	private final Map<String, Mono<SslContext>> known = new ConcurrentHashMap<>();

	/**
	 * Reads them.
	 * @param file a file of certificates, or {@code ""} for those of the JVM
	 * @return what TLS goes by, the first time on another thread; a file that cannot be
	 * read may be there the next time
	 */
	public Mono<SslContext> of(String file) {
		return this.known.computeIfAbsent(file,
				(name) -> Mono.fromCallable(() -> context(name))
					.subscribeOn(Schedulers.boundedElastic())
					.cacheInvalidateIf((context) -> false));
	}

	/**
	 * Tells whether they are asked for.
	 * @param target where somebody connects to
	 * @return {@code true} if TLS is spoken there
	 */
	public static boolean areNeeded(URI target) {
		return "https".equalsIgnoreCase(target.getScheme());
	}

	private static SslContext context(String file) throws SSLException {
		// Reactor Netty reads those of the JVM too, when this is called first.
		HttpClient.create().secure();
		SslContextBuilder builder = SslContextBuilder.forClient().endpointIdentificationAlgorithm("HTTPS");
		if (file.isEmpty()) {
			return builder.build();
		}
		try {
			return builder.trustManager(new File(file)).build();
		}
		catch (IllegalArgumentException ex) {
			throw new SSLException("no certificates can be read from caFile", ex);
		}
	}

}
