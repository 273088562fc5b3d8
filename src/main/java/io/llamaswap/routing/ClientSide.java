package io.llamaswap.routing;

import java.net.URI;

import io.llamaswap.error.RequestId;
import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.netty.channel.ChannelOperations;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;

/**
 * The client's side of one exchange.
 *
 * @param request what it asks
 * @param response where its answer goes
 * @param uri what it asks for
 * @param channel its connection, or its stream of HTTP/2
 */
record ClientSide(HttpServerRequest request, HttpServerResponse response, URI uri, Channel channel) {

	ClientSide(HttpServerRequest request, HttpServerResponse response, URI uri) {
		this(request, response, uri, ((ChannelOperations<?, ?>) request).channel());
	}

	String rawPath() {
		return this.uri.getRawPath();
	}

	// As RequestIdFilter has put it into the answer.
	@Nullable String requestId() {
		return this.response.responseHeaders().get(RequestId.HEADER);
	}

	EventLoop loop() {
		return this.channel.eventLoop();
	}

	<T> Mono<T> onLoop(Mono<T> result) {
		return result.publishOn(Schedulers.fromExecutor(loop()));
	}

}
