package io.llamaswap.routing;

import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;

import io.llamaswap.config.Configuration;
import io.llamaswap.error.ApiError;
import io.llamaswap.lifecycle.Lease;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.util.NetUtil;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.netty.NettyOutbound;
import reactor.netty.channel.ChannelOperations;
import reactor.netty.http.client.HttpClientRequest;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;
import reactor.util.retry.Retry;

/**
 * One request on the data path: finds its model, waits for the lease, sends it on and
 * relays the answer. Whatever happens, the lease ends once and the client gets one
 * outcome.
 */
final class ModelExchange {

	/**
	 * A server that has just died refuses connections a moment before its exit is known.
	 * Nothing was sent then, so asking for another lease is safe and finds its next life.
	 */
	private static final Retry CONNECT_AGAIN = Retry.backoff(5, Duration.ofMillis(20))
		.filter(ConnectException.class::isInstance)
		.onRetryExhaustedThrow((retry, signal) -> signal.failure());

	private final ForwardingServices services;

	private final Configuration configuration;

	private final HttpServerRequest request;

	private final HttpServerResponse response;

	private final URI uri;

	private final Channel client;

	private RequestBody body;

	private String model = "";

	private String upstreamPrefix = "";

	private boolean leased;

	ModelExchange(ForwardingServices services, HttpServerRequest request, HttpServerResponse response, URI uri) {
		this.services = services;
		this.configuration = services.configuration().get();
		this.request = request;
		this.response = response;
		this.uri = uri;
		this.client = ((ChannelOperations<?, ?>) request).channel();
		this.body = new RequestBody(request, this.client, NoScanner.INSTANCE, services.limits());
	}

	/**
	 * Carries the exchange out.
	 * @param route where the model stands
	 * @return completes when the client was answered; cancelling it ends everything
	 */
	Mono<Void> run(ModelRoute route) {
		return Mono.defer(() -> dispatch(route)).onErrorResume(this::answer).doFinally((signal) -> this.body.close());
	}

	private Mono<Void> dispatch(ModelRoute route) {
		return switch (route.source()) {
			case BODY -> byBody(route.path());
			case QUERY -> byQuery(route.path());
			case PATH -> byPath(route.path());
			case NOT_ALLOWED -> notAllowed(route.path());
		};
	}

	private Mono<Void> byBody(String path) {
		HttpHeaders headers = this.request.requestHeaders();
		String encoding = headers.get(HttpHeaderNames.CONTENT_ENCODING);
		if (encoding != null && !encoding.isBlank() && !"identity".equalsIgnoreCase(encoding.strip())) {
			return Mono.error(new RequestRefusedException(ApiError.encodedBody(encoding)));
		}
		String contentType = headers.get(HttpHeaderNames.CONTENT_TYPE);
		this.body = new RequestBody(this.request, this.client, SniffingModelScanner.forContentType(contentType),
				this.services.limits());
		boolean json = contentType != null && contentType.contains("application/json");
		return this.body.search().flatMap((found) -> {
			ModelScanner.Finding finding = this.body.finding();
			String name = (finding != null) ? finding.model()
					: json ? null : FormModelScanner.modelOf(this.uri.getRawQuery());
			RequestedModel wanted = resolve(name);
			if (finding != null) {
				this.body.rewriteModel(nameForUpstream(wanted));
			}
			return forward(wanted, path);
		});
	}

	private Mono<Void> byQuery(String path) {
		RequestedModel wanted = resolve(FormModelScanner.modelOf(this.uri.getRawQuery()));
		return this.body.search().flatMap((found) -> forward(wanted, path));
	}

	private Mono<Void> byPath(String path) {
		String objection = UpstreamPath.objection(path);
		if (objection != null) {
			return Mono.error(new RequestRefusedException(ApiError.refusedPath(objection)));
		}
		Optional<UpstreamPath<RequestedModel>> parts = UpstreamPath.parse(path,
				(name) -> RequestedModel.resolve(name, this.configuration));
		if (parts.isEmpty()) {
			String first = path.substring(UpstreamPath.PREFIX.length()).split("/", 2)[0];
			return Mono.error(new RequestRefusedException(
					ApiError.modelNotFound(first, RequestedModel.listedNames(this.configuration))));
		}
		UpstreamPath<RequestedModel> target = parts.get();
		if (target.rest().isEmpty()) {
			return redirect(target.prefix() + "/");
		}
		HttpMethod method = this.request.method();
		if (HttpMethod.TRACE.equals(method) || HttpMethod.CONNECT.equals(method)) {
			return notAllowed("GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS");
		}
		this.upstreamPrefix = target.prefix();
		this.model = target.name();
		return this.body.search().flatMap((found) -> forward(target.model(), target.rest()));
	}

	private RequestedModel resolve(@Nullable String name) {
		if (name == null) {
			throw new RequestRefusedException(ApiError.noModel());
		}
		this.model = name;
		return RequestedModel.resolve(name, this.configuration)
			.orElseThrow(() -> new RequestRefusedException(
					ApiError.unknownModel(name, RequestedModel.listedNames(this.configuration))));
	}

	private String nameForUpstream(RequestedModel wanted) {
		String name = this.configuration.find(wanted.lease().model())
			.map((found) -> found.requests().useModelName())
			.orElse("");
		return name.isEmpty() ? wanted.name() : name;
	}

	private Mono<Void> forward(RequestedModel wanted, String path) {
		return Mono.defer(() -> {
			this.leased = false;
			return Mono.usingWhen(this.services.lifecycle().acquire(wanted.lease()), (lease) -> onLoop(lease, path),
					(lease) -> Mono.fromRunnable(lease::release));
		}).retryWhen(CONNECT_AGAIN);
	}

	// A lease that was waited for comes on the thread that granted it.
	private Mono<Void> onLoop(Lease lease, String path) {
		if (this.client.eventLoop().inEventLoop()) {
			return send(lease, path);
		}
		return Mono.defer(() -> send(lease, path)).subscribeOn(Schedulers.fromExecutor(this.client.eventLoop()));
	}

	private Mono<Void> send(Lease lease, String path) {
		this.leased = true;
		return this.services.connections()
			.client(lease.model(), lease.endpoint(), this.client.eventLoop())
			.request(this.request.method())
			.uri(target(lease.endpoint().base(), path))
			.send((upstream, out) -> send(upstream, out, lease))
			.responseConnection((answer, connection) -> {
				this.body.answered();
				UpstreamConnections.noteKeepAlive(answer.responseHeaders(), connection.channel());
				return new ResponseRelay(answer, connection, this.request, this.response, this.client, lease,
						this.uri.getRawPath())
					.send(() -> {
						this.response.status(answer.status());
						HeaderPolicy.copyResponse(answer.responseHeaders(), this.response.responseHeaders());
						rebaseLocation(lease.endpoint().base());
					});
			})
			.then();
	}

	private Publisher<Void> send(HttpClientRequest upstream, NettyOutbound out, Lease lease) {
		HttpHeaders headers = upstream.requestHeaders().clear();
		HeaderPolicy.copyRequest(this.request.requestHeaders(), headers, clientAddress());
		if (!headers.contains(HttpHeaderNames.HOST)) {
			headers.set(HttpHeaderNames.HOST, lease.endpoint().base().getAuthority());
		}
		this.body.frame(headers);
		return this.body.send(out, ((ChannelOperations<?, ?>) upstream).channel());
	}

	private String target(URI base, String path) {
		String basePath = (base.getRawPath() != null) ? base.getRawPath() : "";
		String joined = (basePath.endsWith("/") ? basePath.substring(0, basePath.length() - 1) : basePath) + path;
		String query = this.uri.getRawQuery();
		String baseQuery = base.getRawQuery();
		if (baseQuery != null) {
			query = (query != null) ? baseQuery + "&" + query : baseQuery;
		}
		return (query != null) ? joined + "?" + query : joined;
	}

	private @Nullable String clientAddress() {
		InetSocketAddress address = this.request.remoteAddress();
		return (address != null && address.getAddress() != null) ? NetUtil.toAddressString(address.getAddress()) : null;
	}

	// A redirect into the same server has to come back through the same prefix.
	private void rebaseLocation(URI base) {
		String location = this.response.responseHeaders().get(HttpHeaderNames.LOCATION);
		if (this.upstreamPrefix.isEmpty() || location == null) {
			return;
		}
		String origin = base.getScheme() + "://" + base.getAuthority();
		String path = location.startsWith(origin + "/") ? location.substring(origin.length()) : location;
		if (path.startsWith("/") && !path.startsWith("//")) {
			this.response.header(HttpHeaderNames.LOCATION, this.upstreamPrefix + path);
		}
	}

	private Mono<Void> redirect(String path) {
		HttpMethod method = this.request.method();
		boolean get = HttpMethod.GET.equals(method) || HttpMethod.HEAD.equals(method);
		String query = this.uri.getRawQuery();
		return this.response.status(get ? 301 : 308)
			.header(HttpHeaderNames.LOCATION, (query != null) ? path + "?" + query : path)
			.header(HttpHeaderNames.CONTENT_LENGTH, "0")
			.send();
	}

	private Mono<Void> notAllowed(String allow) {
		this.response.header(HttpHeaderNames.ALLOW, allow);
		return ErrorAnswer.sendText(405, "Method Not Allowed", this.request, this.response);
	}

	private Mono<Void> answer(Throwable failure) {
		Throwable cause = (this.body.failure() != null) ? this.body.failure() : failure;
		if (this.response.hasSentHeaders()) {
			this.client.close().addListener(ChannelFutureListener.FIRE_EXCEPTION_ON_FAILURE);
			return Mono.empty();
		}
		ApiError error = this.leased ? ErrorAnswer.errorOfUpstream(cause, this.model)
				: ErrorAnswer.errorOfRequest(cause, this.model, this.configuration);
		return this.body.drain().then(ErrorAnswer.send(error, this.request, this.response));
	}

}
