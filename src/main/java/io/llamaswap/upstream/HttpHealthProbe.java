package io.llamaswap.upstream;

import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.TimeoutException;

import javax.net.ssl.SSLException;

import io.llamaswap.config.LaunchConfiguration;
import io.netty.channel.ChannelOption;
import io.netty.handler.codec.http.HttpResponseStatus;
import reactor.core.publisher.Mono;
import reactor.netty.http.client.HttpClient;

/**
 * Asks with a GET of the health path. Only status 200 is healthy (contract C098); 503
 * means still loading and a redirect means a page for people.
 */
final class HttpHealthProbe implements HealthProbe {

	private static final int CONNECT_MILLIS = 1000;

	private static final Duration WARM_UP_LIMIT = Duration.ofSeconds(5);

	private final Mono<HttpClient> client;

	private final String uri;

	HttpHealthProbe(OutboundCalls calls, Endpoint server, String path) {
		this.client = Mono.defer(() -> calls.to(server.base()))
			.map((any) -> any.option(ChannelOption.CONNECT_TIMEOUT_MILLIS, CONNECT_MILLIS).headers(server::authorize));
		this.uri = server.address(path);
	}

	static HttpHealthProbe of(OutboundCalls calls, LaunchConfiguration launch) {
		return new HttpHealthProbe(calls, new Endpoint(launch.proxy(), 0, launch.apiKey()),
				launch.checkEndpoint().strip());
	}

	/**
	 * Loads what the first question would otherwise load while somebody waits for it: a
	 * second of class loading on a busy machine.
	 * @param calls how servers are called
	 * @return completes when that is done
	 */
	static Mono<Void> warmUp(OutboundCalls calls) {
		HttpHealthProbe nobody = new HttpHealthProbe(calls, new Endpoint(URI.create("http://127.0.0.1:1"), 0), "");
		return nobody.client.flatMap(HttpClient::warmup).then(nobody.ask(WARM_UP_LIMIT)).then();
	}

	@Override
	public Mono<Answer> ask(Duration limit) {
		return this.client
			.flatMap((ready) -> ready.get()
				.uri(this.uri)
				.response()
				.map((response) -> answer(response.status()))
				.timeout(limit))
			.onErrorResume((error) -> Mono.just(new Answer(false, describe(error, limit))))
			.defaultIfEmpty(new Answer(false, "nothing"));
	}

	private static Answer answer(HttpResponseStatus status) {
		boolean locked = status.code() == HttpResponseStatus.UNAUTHORIZED.code()
				|| status.code() == HttpResponseStatus.FORBIDDEN.code();
		return new Answer(status.code() == HttpResponseStatus.OK.code(),
				"HTTP " + status.code() + (locked ? ", which asks for the right apiKey" : ""));
	}

	private static String describe(Throwable error, Duration limit) {
		if (error instanceof ConnectException) {
			return "no connection";
		}
		if (error instanceof TimeoutException) {
			return "no answer within %d ms".formatted(limit.toMillis());
		}
		if (error instanceof SSLException) {
			return "TLS could not be agreed, or its certificate is not trusted";
		}
		return (error instanceof IOException) ? "the connection closed without an answer"
				: "something that is not HTTP";
	}

}
