package io.llamaswap.routing;

import java.net.ConnectException;
import java.net.URI;
import java.time.Duration;

import io.llamaswap.config.AnswerConfiguration.OnDisconnect;
import io.llamaswap.config.ModelConfiguration;
import io.llamaswap.directory.Recipient;
import io.llamaswap.error.ApiError;
import io.llamaswap.error.ErrorShape;
import io.llamaswap.error.RequestId;
import io.llamaswap.error.UnknownPath;
import io.llamaswap.lifecycle.Lease;
import io.llamaswap.lifecycle.LeaseRequest;
import io.llamaswap.lifecycle.Refusal;
import io.llamaswap.lifecycle.RefusedException;
import io.llamaswap.model.Caller;
import io.llamaswap.model.ModelId;
import io.llamaswap.model.RequestPriority;
import io.netty.channel.Channel;
import io.netty.channel.ConnectTimeoutException;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Mono;
import reactor.core.publisher.SignalType;
import reactor.core.scheduler.Schedulers;
import reactor.netty.NettyOutbound;
import reactor.netty.channel.ChannelOperations;
import reactor.netty.http.client.HttpClient;
import reactor.netty.http.client.HttpClientRequest;
import reactor.netty.http.client.HttpClientResponse;
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
		.filter((failure) -> failure instanceof ConnectException && !(failure instanceof ConnectTimeoutException))
		.onRetryExhaustedThrow((retry, signal) -> signal.failure());

	private final ForwardingServices services;

	private final HttpServerRequest request;

	private final HttpServerResponse response;

	private final URI uri;

	private final Channel client;

	private final Caller caller;

	private final TargetSearch search;

	private final Account account;

	private @Nullable LoadingFeedback feedback;

	/** What was asked for, if it was asked for. */
	private @Nullable ModelId asked;

	private long askedAt;

	private @Nullable Lease leased;

	private @Nullable ResponseRelay relay;

	private boolean sent;

	ModelExchange(ForwardingServices services, HttpServerRequest request, HttpServerResponse response, URI uri,
			Caller caller) {
		this.services = services;
		this.request = request;
		this.response = response;
		this.uri = uri;
		this.client = ((ChannelOperations<?, ?>) request).channel();
		this.caller = caller;
		this.account = Account.begin(services.activity(), request, uri.getRawPath(),
				services.directory().configuration().access().entry().trustedProxies());
		this.search = new TargetSearch(services.directory(), request, uri, this.client, services.limits(),
				this.account.recording());
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
			.doFinally((signal) -> {
				this.account.end(this.search.requestedName(), signal == SignalType.CANCEL);
				this.search.close();
			});
	}

	private Mono<Void> dispatch(Destination destination) {
		if (destination instanceof Destination.Redirect redirect) {
			return redirect(redirect.path());
		}
		if (destination instanceof Destination.NotAllowed notAllowed) {
			return notAllowed(notAllowed.allow());
		}
		if (destination instanceof Destination.Unknown unknown) {
			return sendText(404, UnknownPath.text(unknown.path()));
		}
		return ClientLoop.guarded(this.client, forward((Destination.Target) destination));
	}

	private Mono<Void> forward(Destination.Target target) {
		CallerModels.require(target, this.search.requestedName(), this.caller);
		if (target.model().recipient() instanceof Recipient.Remote remote) {
			CallerModels.requireBehind(target, remote.peer(), this.request.method().name(), this.caller);
			return watched(target, forwardToPeer(remote, target));
		}
		Recipient.Local local = (Recipient.Local) target.model().recipient();
		this.asked = local.model().id();
		this.askedAt = System.nanoTime();
		LeaseRequest any = new LeaseRequest(local.model().id(), local.profile(), target.model().name()).by(
				this.caller.name(),
				RequestPriority.of(this.request.requestHeaders().get(RequestPriority.HEADER), this.caller));
		LeaseRequest work = isInference(local, target.path()) ? any : any.uncounted();
		LeaseRequest wanted = target.probe().isEmpty() ? work : work.onlyIfReady();
		LoadingFeedback wait = feedback(local.model(), wanted);
		this.feedback = wait;
		Mono<Void> exchange = watched(target, Mono.defer(() -> {
			this.leased = null;
			return Mono.usingWhen(this.services.lifecycle().acquire(wanted),
					(lease) -> ClientLoop.begin(this.client, () -> work(lease, local, target)),
					(lease) -> Mono.fromRunnable(lease::release), (lease, failure) -> Mono.fromRunnable(lease::release),
					(lease) -> this.sent ? Mono.empty() : Mono.fromRunnable(lease::release));
		}).retryWhen(CONNECT_AGAIN).onErrorResume(RefusedException.class, (ex) -> notLoaded(ex, target)));
		if (wait == null) {
			return exchange;
		}
		wait.start();
		return exchange.doFinally((signal) -> wait.stop());
	}

	private boolean isInference(Recipient.Local local, String path) {
		return WebSocketTunnel.isAsked(this.request) ? !local.model().requests().ignoreWebsockets()
				: ModelRoute.isInference(this.request.method().name(), path);
	}

	private Mono<Void> watched(Destination.Target target, Mono<Void> exchange) {
		return this.account.watch(target, exchange, this.client.eventLoop(),
				this.response.responseHeaders().get(RequestId.HEADER));
	}

	private @Nullable LoadingFeedback feedback(ModelConfiguration model, LeaseRequest wanted) {
		if (!HttpMethod.POST.equals(this.request.method()) || !this.search.body().mayWantStream()) {
			return null;
		}
		LoadingFeedback.Plan plan = LoadingFeedback.Plan.find(this.services, model, wanted, this.caller,
				this.uri.getRawPath(), this.response.responseHeaders().get(RequestId.HEADER, ""));
		return (plan != null) ? new LoadingFeedback(this.request, this.response, this.client, this.search.body(), plan)
				: null;
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
		PeerAccess peers = this.services.peers();
		PeerLease lease = new PeerLease(remote);
		this.leased = lease;
		Mono<Void> work = WebSocketTunnel.isAsked(this.request)
				? onLoop(peers.way(remote.peer())).flatMap((way) -> tunnel(way, lease, target))
				: onLoop(peers.client(remote.peer(), this.client.eventLoop()))
					.flatMap((peer) -> send(peer, lease, target));
		return work.onErrorMap((failure) -> peers.failed(remote.peer(), failure));
	}

	private <T> Mono<T> onLoop(Mono<T> result) {
		return result.publishOn(Schedulers.fromExecutor(this.client.eventLoop()));
	}

	private Mono<Void> work(Lease lease, Recipient.Local local, Destination.Target target) {
		Mono<Void> work = send(lease, target);
		if (local.model().requests().answers().onDisconnect() == OnDisconnect.CANCEL) {
			return work.doOnCancel(lease::release);
		}
		// The server is busy until it has ended, whoever is left to hear it.
		return DetachedWork.of(work.doFinally((signal) -> lease.release()), () -> this.sent);
	}

	private Mono<Void> send(Lease lease, Destination.Target target) {
		this.leased = lease;
		return this.services.connections().isPrepared(lease.endpoint()) ? connect(lease, target)
				: onLoop(this.services.connections().prepare()).then(Mono.defer(() -> connect(lease, target)));
	}

	private Mono<Void> connect(Lease lease, Destination.Target target) {
		if (WebSocketTunnel.isAsked(this.request)) {
			return tunnel(this.services.connections().way(lease.endpoint(), target.model().recipient().timeouts()),
					lease, target);
		}
		return send(this.services.connections()
			.client(lease.model(), lease.endpoint(), target.model().recipient().timeouts(), this.client.eventLoop()),
				lease, target);
	}

	private Mono<Void> send(HttpClient upstreamClient, Lease lease, Destination.Target target) {
		AnswerDeadline deadline = new AnswerDeadline(target.model().recipient(), this.client.eventLoop());
		ForwardedHead head = new ForwardedHead(this.request, lease, target);
		return deadline.over(upstreamClient.request(this.request.method())
			.uri(head.uri())
			.send((upstream, out) -> send(upstream, out, head))
			.responseConnection((answer, connection) -> {
				deadline.met();
				if (target.model().recipient() instanceof Recipient.Remote remote) {
					this.services.peers().answered(remote.peer());
				}
				this.search.body().answered();
				this.account.answered(answer);
				if (!this.client.isActive()) {
					return connection.inbound().receive().then();
				}
				UpstreamConnections.noteKeepAlive(answer.responseHeaders(), connection.channel());
				if (this.feedback != null && this.feedback.end(lease) && !EventAnswer.isStream(answer)) {
					return EventAnswer.send(answer, connection, this.client, lease.model(), this.uri.getRawPath(),
							this.response.responseHeaders().get(RequestId.HEADER));
				}
				ResponseRelay passed = new ResponseRelay(answer, connection, this.request, this.response, lease,
						this.uri.getRawPath(), this.account);
				this.relay = passed;
				return passed.send(() -> writeHead(answer, lease, target));
			})
			.then());
	}

	private void writeHead(HttpClientResponse answer, Lease lease, Destination.Target target) {
		this.response.status(answer.status());
		HeaderPolicy.copyResponse(answer.responseHeaders(), this.response.responseHeaders());
		if (target.prefix().isEmpty()) {
			HeaderPolicy.confine(this.response.responseHeaders());
		}
		AnswerHeaders.add(lease, this.response.responseHeaders());
		new UpstreamPrefix(target.prefix(), lease.endpoint().base(),
				this.request.requestHeaders().get(HttpHeaderNames.HOST))
			.rebase(this.response.responseHeaders());
	}

	private Mono<Void> tunnel(OutboundWay way, Lease lease, Destination.Target target) {
		ForwardedHead head = new ForwardedHead(this.request, lease, target);
		HttpHeaders headers = new DefaultHttpHeaders();
		head.copyTo(headers);
		boolean counted = !(target.model().recipient() instanceof Recipient.Local local
				&& local.model().requests().ignoreWebsockets());
		AnswerDeadline deadline = new AnswerDeadline(target.model().recipient(), this.client.eventLoop());
		return deadline
			.over(new WebSocketTunnel(this.client, this.response, head.uri(), headers, counted, deadline::lift)
				.run(lease, way.tcp(this.client.eventLoop())));
	}

	private Publisher<Void> send(HttpClientRequest upstream, NettyOutbound out, ForwardedHead head) {
		HttpHeaders headers = upstream.requestHeaders().clear();
		head.copyTo(headers);
		if (this.response.hasSentHeaders()) {
			headers.remove(HttpHeaderNames.ACCEPT_ENCODING);
		}
		this.search.body().frame(headers);
		return Mono.from(this.search.body().send(out, ((ChannelOperations<?, ?>) upstream).channel()))
			.doOnSuccess((done) -> {
				this.sent = true;
				this.account.sent();
			});
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
		return sendText(405, "Method Not Allowed");
	}

	private Mono<Void> sendText(int status, String text) {
		return ErrorAnswer.sendText(status, text, this.request, this.search.body(), this.response);
	}

	// A refusal comes on the thread of the scheduler, and the head may just be on its
	// way.
	private Mono<Void> answer(Throwable failure) {
		return ClientLoop.begin(this.client, () -> answerOnLoop(failure));
	}

	private Mono<Void> answerOnLoop(Throwable failure) {
		RequestBody body = this.search.body();
		Throwable cause = (body.failure() != null) ? body.failure() : failure;
		boolean speaking = this.feedback != null && this.feedback.isSpeaking();
		if (this.response.hasSentHeaders() && !speaking) {
			return breakOff(cause);
		}
		String name = this.search.requestedName();
		Lease lease = this.leased;
		ApiError error = (lease != null) ? ErrorAnswer.errorOfUpstream(cause, name, lease)
				: ErrorAnswer.errorOfRequest(cause);
		this.account.failed(error);
		if (speaking) {
			ApiError named = error.withRequestId(this.response.responseHeaders().get(RequestId.HEADER));
			EventAnswer.write(AnswerHeaders.comment(waited()) + ErrorShape.event(named, this.uri.getRawPath()),
					this.client);
			return Mono.empty();
		}
		ModelId model = (lease != null) ? lease.model() : this.asked;
		if (model != null) {
			AnswerHeaders.add(model, waited(), this.response.responseHeaders());
		}
		// A stream of HTTP/2 can be gone before its exchange is cancelled.
		return this.client.isActive() ? ErrorAnswer.send(error, this.request, body, this.response) : Mono.empty();
	}

	// Whoever ended it here had a reason that a reader of events can be told. Completing
	// behind that would end the answer as if it were whole.
	private Mono<Void> breakOff(Throwable cause) {
		ResponseRelay begun = this.relay;
		if (cause instanceof RequestRefusedException refused) {
			this.account.failed(refused.error());
			if (begun != null) {
				begun.cutOff(refused.error());
				return Mono.never();
			}
		}
		ClientLoop.abandon(this.client);
		return Mono.empty();
	}

	// For its lease, or in vain.
	private Duration waited() {
		Lease lease = this.leased;
		return (lease != null) ? lease.waited() : Duration.ofNanos(System.nanoTime() - this.askedAt);
	}

}
