package io.llamaswap.routing;

import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;

import io.llamaswap.directory.Recipient;
import io.llamaswap.error.ApiError;
import io.llamaswap.error.UnknownPath;
import io.llamaswap.lifecycle.Lease;
import io.llamaswap.lifecycle.LeaseRequest;
import io.llamaswap.lifecycle.Refusal;
import io.llamaswap.lifecycle.RefusedException;
import io.llamaswap.model.Caller;
import io.llamaswap.model.ModelId;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.handler.codec.http.DefaultHttpHeaders;
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
import reactor.netty.http.client.HttpClient;
import reactor.netty.http.client.HttpClientRequest;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;
import reactor.util.retry.Retry;

/**
 * One request on the data path: has its model found, waits for the lease, sends it on and
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

	private final HttpServerRequest request;

	private final HttpServerResponse response;

	private final URI uri;

	private final Channel client;

	private final Caller caller;

	private final TargetSearch search;

	private boolean leased;

	ModelExchange(ForwardingServices services, HttpServerRequest request, HttpServerResponse response, URI uri,
			Caller caller) {
		this.services = services;
		this.request = request;
		this.response = response;
		this.uri = uri;
		this.client = ((ChannelOperations<?, ?>) request).channel();
		this.caller = caller;
		this.search = new TargetSearch(services.directory(), request, uri, this.client, services.limits());
	}

	/**
	 * Carries the exchange out.
	 * @param route where the model stands
	 * @return completes when the client was answered; cancelling it ends everything
	 */
	Mono<Void> run(ModelRoute route) {
		return this.search.find(route)
			.onErrorMap(RequestRefusedException.class,
					(ex) -> CallerModels.withoutOthers(ex, this.search.requestedName(), this.caller,
							this.services.directory().suggestions()))
			.flatMap(this::dispatch)
			.onErrorResume(this::answer)
			.doFinally((signal) -> this.search.close());
	}

	private Mono<Void> dispatch(Destination destination) {
		if (destination instanceof Destination.Redirect redirect) {
			return redirect(redirect.path());
		}
		if (destination instanceof Destination.NotAllowed notAllowed) {
			return notAllowed(notAllowed.allow());
		}
		if (destination instanceof Destination.Unknown unknown) {
			return this.search.body()
				.drain()
				.then(ErrorAnswer.sendText(404, UnknownPath.text(unknown.path()), this.request, this.response));
		}
		return forward((Destination.Target) destination);
	}

	private Mono<Void> forward(Destination.Target target) {
		CallerModels.require(target, this.search.requestedName(), this.caller);
		if (target.model().recipient() instanceof Recipient.Remote remote) {
			return forwardToPeer(remote, target);
		}
		Recipient.Local local = (Recipient.Local) target.model().recipient();
		LeaseRequest asked = new LeaseRequest(local.model().id(), local.profile()).by(this.caller.name(),
				RequestPriority.of(this.request.requestHeaders(), this.caller));
		LeaseRequest wanted = target.probe().isEmpty() ? asked : asked.onlyIfReady();
		return Mono.defer(() -> {
			this.leased = false;
			return Mono.usingWhen(this.services.lifecycle().acquire(wanted), (lease) -> onLoop(lease, target),
					(lease) -> Mono.fromRunnable(lease::release));
		}).retryWhen(CONNECT_AGAIN).onErrorResume(RefusedException.class, (ex) -> notLoaded(ex, target));
	}

	private Mono<Void> notLoaded(RefusedException ex, Destination.Target target) {
		if (ex.refusal().reason() != Refusal.Reason.NOT_LOADED) {
			return Mono.error(ex);
		}
		RememberedProps.Props remembered = RememberedProps.PATH.equals(target.path())
				? this.services.props().of(new ModelId(target.model().recipient().fullName())) : null;
		return (remembered != null) ? remembered.send(this.request, this.response) : Mono
			.error(new RequestRefusedException(ApiError.notLoaded(ex.refusal().message() + "; " + target.probe())));
	}

	private Mono<Void> forwardToPeer(Recipient.Remote remote, Destination.Target target) {
		this.leased = true;
		PeerAccess peers = this.services.peers();
		return peers.client(remote.peer(), this.client.eventLoop())
			.publishOn(Schedulers.fromExecutor(this.client.eventLoop()))
			.flatMap((peer) -> WebSocketTunnel.isAsked(this.request) ? tunnel(new PeerLease(remote), target)
					: send(peer, new PeerLease(remote), target))
			.onErrorMap((failure) -> peers.failed(remote.peer(), failure));
	}

	// A lease that was waited for comes on the thread that granted it.
	private Mono<Void> onLoop(Lease lease, Destination.Target target) {
		if (this.client.eventLoop().inEventLoop()) {
			return send(lease, target);
		}
		return Mono.defer(() -> send(lease, target)).subscribeOn(Schedulers.fromExecutor(this.client.eventLoop()));
	}

	private Mono<Void> send(Lease lease, Destination.Target target) {
		this.leased = true;
		if (WebSocketTunnel.isAsked(this.request)) {
			return tunnel(lease, target);
		}
		return send(this.services.connections().client(lease.model(), lease.endpoint(), this.client.eventLoop()), lease,
				target);
	}

	private Mono<Void> send(HttpClient upstreamClient, Lease lease, Destination.Target target) {
		AnswerDeadline deadline = new AnswerDeadline(target.model().recipient(), this.client.eventLoop());
		return deadline.over(upstreamClient.request(this.request.method())
			.uri(uri(lease.endpoint().base(), target))
			.send((upstream, out) -> send(upstream, out, lease, target))
			.responseConnection((answer, connection) -> {
				deadline.met();
				if (target.model().recipient() instanceof Recipient.Remote remote) {
					this.services.peers().answered(remote.peer());
				}
				this.search.body().answered();
				UpstreamConnections.noteKeepAlive(answer.responseHeaders(), connection.channel());
				return new ResponseRelay(answer, connection, this.request, this.response, this.client, lease,
						this.uri.getRawPath())
					.send(() -> {
						this.response.status(answer.status());
						HeaderPolicy.copyResponse(answer.responseHeaders(), this.response.responseHeaders());
						AnswerHeaders.add(lease, this.response.responseHeaders());
						new UpstreamPrefix(target.prefix(), lease.endpoint().base(),
								this.request.requestHeaders().get(HttpHeaderNames.HOST))
							.rebase(this.response.responseHeaders());
					});
			})
			.then());
	}

	private Mono<Void> tunnel(Lease lease, Destination.Target target) {
		HttpHeaders headers = new DefaultHttpHeaders();
		copyHeaders(headers, lease, target);
		boolean counted = !(target.model().recipient() instanceof Recipient.Local local
				&& local.model().requests().ignoreWebsockets());
		return new WebSocketTunnel(this.client, this.response, uri(lease.endpoint().base(), target), headers, counted)
			.run(lease, this.services.connections().connectTimeout());
	}

	private Publisher<Void> send(HttpClientRequest upstream, NettyOutbound out, Lease lease,
			Destination.Target target) {
		HttpHeaders headers = upstream.requestHeaders().clear();
		copyHeaders(headers, lease, target);
		this.search.body().frame(headers);
		return this.search.body().send(out, ((ChannelOperations<?, ?>) upstream).channel());
	}

	private void copyHeaders(HttpHeaders headers, Lease lease, Destination.Target target) {
		if (target.model().recipient() instanceof Recipient.Remote remote) {
			HeaderPolicy.copyForPeer(this.request.requestHeaders(), headers, remote.peer());
			return;
		}
		HeaderPolicy.copyRequest(this.request.requestHeaders(), headers, clientAddress());
		if (!headers.contains(HttpHeaderNames.HOST)) {
			headers.set(HttpHeaderNames.HOST, lease.endpoint().base().getAuthority());
		}
	}

	private String uri(URI base, Destination.Target target) {
		String basePath = (base.getRawPath() != null) ? base.getRawPath() : "";
		String joined = (basePath.endsWith("/") ? basePath.substring(0, basePath.length() - 1) : basePath)
				+ target.path();
		String query = target.query();
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
		RequestBody body = this.search.body();
		Throwable cause = (body.failure() != null) ? body.failure() : failure;
		if (this.response.hasSentHeaders()) {
			this.client.close().addListener(ChannelFutureListener.FIRE_EXCEPTION_ON_FAILURE);
			return Mono.empty();
		}
		ApiError error = this.leased ? ErrorAnswer.errorOfUpstream(cause, this.search.requestedName()) : ErrorAnswer
			.errorOfRequest(cause, this.search.requestedName(), this.services.directory().suggestions());
		return body.drain().then(ErrorAnswer.send(error, this.request, this.response));
	}

}
