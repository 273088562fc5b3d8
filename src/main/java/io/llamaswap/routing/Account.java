package io.llamaswap.routing;

import java.util.Map;

import io.llamaswap.activity.Activity;
import io.llamaswap.activity.MeteredRequest;
import io.llamaswap.activity.Recording;
import io.llamaswap.config.TrustedProxies;
import io.llamaswap.error.ApiError;
import io.netty.buffer.ByteBuf;
import io.netty.channel.EventLoop;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Mono;
import reactor.netty.http.client.HttpClientResponse;
import reactor.netty.http.server.HttpServerRequest;

/**
 * What is told of one exchange to those who count, where it counts at all (contract 6.1).
 */
final class Account {

	private static final Account NONE = new Account("", null);

	private final String rawPath;

	private @Nullable MeteredRequest metered;

	private Account(String rawPath, @Nullable MeteredRequest metered) {
		this.rawPath = rawPath;
		this.metered = metered;
	}

	/**
	 * Begins.
	 * @param activity who counts
	 * @param request the request
	 * @param rawPath its path
	 * @param proxies who is believed about where its client is
	 * @return the account, which does nothing for a request that does not count
	 */
	static Account begin(Activity activity, HttpServerRequest request, String rawPath, TrustedProxies proxies) {
		String method = request.method().name();
		boolean below = rawPath.startsWith(UpstreamPath.PREFIX) && HttpMethod.POST.equals(request.method());
		if (!below && !ModelRoute.isCounted(method, rawPath)) {
			return NONE;
		}
		String address = proxies.clientOf(request.remoteAddress(),
				() -> request.requestHeaders().getAll(HeaderPolicy.X_FORWARDED_FOR));
		return new Account(rawPath, activity.begin(new MeteredRequest.Arrival(method, rawPath, request.requestHeaders(),
				(address != null) ? address : "")));
	}

	/**
	 * Returns what records the exchange.
	 * @return the recording, or {@code null} if it is not captured
	 */
	@Nullable Recording recording() {
		return (this.metered != null) ? this.metered.recording() : null;
	}

	/**
	 * Carries out an exchange whose model is known, in sight of those who may cancel it.
	 * @param target where it goes
	 * @param work the exchange
	 * @param loop where its connection lives
	 * @param requestId its id, or {@code null}
	 * @return the exchange
	 */
	Mono<Void> watch(Destination.Target target, Mono<Void> work, EventLoop loop, @Nullable String requestId) {
		MeteredRequest request = this.metered;
		if (request == null) {
			return work;
		}
		if (!ModelRoute.isCounted("POST", target.path()) && !ModelRoute.isCounted("POST", this.rawPath)) {
			request.dropRecording();
			this.metered = null;
			return work;
		}
		return Mono.create((sink) -> {
			Disposable.Swap running = Disposables.swap();
			sink.onCancel(running);
			request.found(target.model().recipient().fullName(), target.path(),
					metadata(requestId, target.model().selector()), () -> loop.execute(() -> {
						running.dispose();
						sink.error(new RequestRefusedException(ApiError.cancelled()));
					}));
			running.update(work.subscribe(null, sink::error, sink::success));
		});
	}

	private static Map<String, String> metadata(@Nullable String requestId, @Nullable String selector) {
		if (selector == null) {
			return (requestId != null) ? Map.of("request_id", requestId) : Map.of();
		}
		return (requestId != null) ? Map.of("request_id", requestId, "selector", selector)
				: Map.of("selector", selector);
	}

	void sent() {
		if (this.metered != null) {
			this.metered.sent();
		}
	}

	void answered(HttpClientResponse answer) {
		if (this.metered != null) {
			HttpHeaders headers = answer.responseHeaders();
			this.metered.answered(answer.status().code(), headers, headers.get(HttpHeaderNames.CONTENT_TYPE),
					headers.get(HttpHeaderNames.CONTENT_ENCODING));
		}
	}

	void received(ByteBuf piece) {
		if (this.metered != null) {
			this.metered.received(piece);
		}
	}

	void failed(ApiError error) {
		if (this.metered != null) {
			this.metered.failed(error.status(), error.message());
		}
	}

	void end(String requested, boolean left) {
		if (this.metered != null) {
			this.metered.end(requested, left);
		}
	}

}
