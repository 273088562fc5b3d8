package io.llamaswap.routing;

import java.io.IOException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;

import javax.net.ssl.SSLException;

import io.llamaswap.error.ApiError;
import io.llamaswap.error.ErrorShape;
import io.llamaswap.error.RenderedError;
import io.llamaswap.lifecycle.Lease;
import io.llamaswap.lifecycle.RefusedException;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ConnectTimeoutException;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.netty.NettyOutbound;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;

/**
 * Tells a client what went wrong, before anything else was sent to it.
 */
final class ErrorAnswer {

	private ErrorAnswer() {
	}

	/**
	 * Finds the error that a failure before the lease is for the caller.
	 * @param failure what happened
	 * @return the error to answer
	 */
	static ApiError errorOfRequest(Throwable failure) {
		if (failure instanceof RequestRefusedException refused) {
			return refused.error();
		}
		if (failure instanceof RefusedException refused) {
			return refused.refusal().error();
		}
		return (failure instanceof IOException) ? ApiError.of(400, "could not read request body")
				: ApiError.of(500, "unexpected failure before the model was asked");
	}

	/**
	 * Finds the error that a failure under a lease is for the caller.
	 * @param failure what happened
	 * @param model the requested model
	 * @param lease the lease
	 * @return the error to answer
	 */
	static ApiError errorOfUpstream(Throwable failure, String model, Lease lease) {
		if (failure instanceof RequestRefusedException refused) {
			return refused.error();
		}
		if (failure.getCause() instanceof VirtualMachineError) {
			return ApiError.of(500, "no memory was left for this request; try again");
		}
		if (lease.isTakenAway()) {
			return ApiError.modelUnloaded(model);
		}
		if (failure instanceof ConnectTimeoutException) {
			return ApiError.connectTimeout(model);
		}
		if (failure instanceof SSLException) {
			return ApiError.upstreamNotTrusted(model);
		}
		if (failure instanceof ConnectException || failure instanceof UnknownHostException) {
			return ApiError.upstreamUnreachable(model);
		}
		// All that is wrong with the bytes of an answer, the codec says by one of these.
		boolean unreadable = failure instanceof IllegalArgumentException || failure instanceof DecoderException;
		return unreadable ? ApiError.upstreamNotHttp(model) : ApiError.upstreamDied(model);
	}

	/**
	 * Sends an error.
	 * @param error what went wrong
	 * @param client who is told, and was sent nothing yet
	 * @param unwanted the body of its request
	 * @return completes when it is written and nothing is left of the body
	 */
	static Mono<Void> send(ApiError error, ClientSide client, RequestBody unwanted) {
		String accept = client.request().requestHeaders().get(HttpHeaderNames.ACCEPT);
		HttpServerResponse response = client.response();
		RenderedError rendered = ErrorShape.render(error.withRequestId(client.requestId()),
				"/" + client.request().path(), accept);
		response.status(rendered.status());
		rendered.headers().forEach(response::header);
		return send(rendered.bytes(), client, unwanted);
	}

	/**
	 * Sends what Go's router says to a path or a method that it does not know (contract
	 * 3.1).
	 * @param status 404 or 405
	 * @param text the line of text
	 * @param client who is told
	 * @param unwanted the body of its request
	 * @return completes when it is written and nothing is left of the body
	 */
	static Mono<Void> sendText(int status, String text, ClientSide client, RequestBody unwanted) {
		client.response()
			.status(status)
			.header(HttpHeaderNames.CONTENT_TYPE, "text/plain; charset=utf-8")
			.header("x-content-type-options", "nosniff");
		return send((text + "\n").getBytes(StandardCharsets.UTF_8), client, unwanted);
	}

	// At once, whatever is still to come of the body. What ends the answer ends a
	// connection of HTTP/1.1 that is not kept, and with unread bytes in it that would
	// take the answer away from a client that is still sending: so there the end comes
	// last.
	private static Mono<Void> send(byte[] answer, ClientSide client, RequestBody unwanted) {
		HttpServerRequest request = client.request();
		HttpServerResponse response = client.response();
		response.header(HttpHeaderNames.CONTENT_LENGTH, Integer.toString(answer.length));
		if (HttpMethod.HEAD.equals(request.method())) {
			return response.send();
		}
		ByteBuf content = Unpooled.wrappedBuffer(answer);
		boolean endless = unwanted.isUnread() && request.version().majorVersion() == 1;
		NettyOutbound sent = endless ? response.sendObject(Flux.just(content), (any) -> true)
				: response.sendObject(content);
		return sent.then().then(unwanted.drain());
	}

}
