package io.llamaswap.routing;

import java.net.ConnectException;
import java.net.URI;
import java.time.Duration;
import java.util.Objects;

import io.llamaswap.config.ModelConfiguration;
import io.llamaswap.directory.Recipient;
import io.llamaswap.error.ApiError;
import io.llamaswap.error.ErrorShape;
import io.llamaswap.error.UnknownPath;
import io.llamaswap.lifecycle.Lease;
import io.llamaswap.lifecycle.LeaseRequest;
import io.llamaswap.lifecycle.Refusal;
import io.llamaswap.lifecycle.RefusedException;
import io.llamaswap.model.Caller;
import io.llamaswap.model.ModelId;
import io.llamaswap.model.RequestPriority;
import io.netty.channel.ConnectTimeoutException;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.publisher.SignalType;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;
import reactor.util.retry.Retry;

/**
 * One request on the data path: has its model found, waits for the lease, and sends it on
 * its way. Whatever happens, the lease ends once and the client gets one outcome.
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

	private final ClientSide client;

	private final Caller caller;

	private final TargetSearch search;

	private final Account account;

	private @Nullable LoadingFeedback feedback;

	/** What was asked for, if it was asked for. */
	private @Nullable ModelId asked;

	private long askedAt;

	private @Nullable UpstreamHop hop;

	ModelExchange(ForwardingServices services, HttpServerRequest request, HttpServerResponse response, URI uri,
			Caller caller) {
		this.services = services;
		this.client = new ClientSide(request, response, uri);
		this.caller = caller;
		this.account = Account.begin(services.activity(), request, uri.getRawPath(),
				services.directory().configuration().access().entry().trustedProxies());
		this.search = new TargetSearch(services.directory(), request, uri, this.client.channel(), services.limits(),
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
		return ClientLoop.guarded(this.client.channel(), forward((Destination.Target) destination));
	}

	private Mono<Void> forward(Destination.Target target) {
		CallerModels.require(target, this.search.requestedName(), this.caller);
		if (target.model().recipient() instanceof Recipient.Remote remote) {
			CallerModels.requireBehind(target, remote.peer(), this.client.request().method().name(), this.caller);
			return watched(target, hop(target).toPeer(remote));
		}
		Recipient.Local local = (Recipient.Local) target.model().recipient();
		this.asked = local.model().id();
		this.askedAt = System.nanoTime();
		LeaseRequest wanted = wanted(local, target);
		LoadingFeedback wait = feedback(local.model(), wanted, target.path());
		this.feedback = wait;
		Mono<Void> exchange = watched(target, Mono.defer(() -> {
			UpstreamHop next = hop(target);
			return Mono.usingWhen(this.services.lifecycle().acquire(wanted),
					(lease) -> ClientLoop.begin(this.client.channel(), () -> next.toModel(lease, local)),
					(lease) -> Mono.fromRunnable(lease::release), (lease, failure) -> Mono.fromRunnable(lease::release),
					(lease) -> next.isSent() ? Mono.empty() : Mono.fromRunnable(lease::release));
		}).retryWhen(CONNECT_AGAIN).onErrorResume(RefusedException.class, (ex) -> notLoaded(ex, target)));
		if (wait == null) {
			return exchange;
		}
		wait.start();
		return exchange.doFinally((signal) -> wait.stop());
	}

	private UpstreamHop hop(Destination.Target target) {
		UpstreamHop next = new UpstreamHop(this.services, this.client, this.search.body(), this.account, target,
				this.feedback);
		this.hop = next;
		return next;
	}

	private LeaseRequest wanted(Recipient.Local local, Destination.Target target) {
		LeaseRequest any = new LeaseRequest(local.model().id(), local.profile(), target.model().name()).by(
				this.caller.name(),
				RequestPriority.of(this.client.request().requestHeaders().get(RequestPriority.HEADER), this.caller));
		LeaseRequest work = isInference(local, target.path()) ? any : any.uncounted();
		return target.probe().isEmpty() ? work : work.onlyIfReady();
	}

	private boolean isInference(Recipient.Local local, String path) {
		return WebSocketTunnel.isAsked(this.client.request()) ? !local.model().requests().ignoreWebsockets()
				: ModelRoute.isInference(this.client.request().method().name(), path);
	}

	private Mono<Void> watched(Destination.Target target, Mono<Void> exchange) {
		return this.account.watch(target, exchange, this.client.loop(), this.client.requestId());
	}

	private @Nullable LoadingFeedback feedback(ModelConfiguration model, LeaseRequest wanted, String path) {
		if (!HttpMethod.POST.equals(this.client.request().method()) || !ModelRoute.isStreamOfEvents(path)
				|| !this.search.body().mayWantStream()) {
			return null;
		}
		LoadingFeedback.Plan plan = LoadingFeedback.Plan.find(this.services, model, wanted, this.caller,
				this.client.rawPath(), Objects.requireNonNullElse(this.client.requestId(), ""));
		return (plan != null) ? new LoadingFeedback(this.client, this.search.body(), plan) : null;
	}

	private Mono<Void> notLoaded(RefusedException ex, Destination.Target target) {
		if (ex.refusal().reason() != Refusal.Reason.NOT_LOADED) {
			return Mono.error(ex);
		}
		RememberedProps.Props remembered = RememberedProps.PATH.equals(target.path())
				? this.services.props().of(new ModelId(target.model().recipient().fullName())) : null;
		return (remembered != null) ? remembered.send(this.client) : Mono
			.error(new RequestRefusedException(ApiError.notLoaded(ex.refusal().message() + "; " + target.probe())));
	}

	private Mono<Void> redirect(String path) {
		HttpMethod method = this.client.request().method();
		boolean get = HttpMethod.GET.equals(method) || HttpMethod.HEAD.equals(method);
		String query = this.client.uri().getRawQuery();
		return this.client.response()
			.status(get ? 301 : 308)
			.header(HttpHeaderNames.LOCATION, (query != null) ? path + "?" + query : path)
			.header(HttpHeaderNames.CONTENT_LENGTH, "0")
			.send();
	}

	private Mono<Void> notAllowed(String allow) {
		this.client.response().header(HttpHeaderNames.ALLOW, allow);
		return sendText(405, "Method Not Allowed");
	}

	private Mono<Void> sendText(int status, String text) {
		return ErrorAnswer.sendText(status, text, this.client, this.search.body());
	}

	// A refusal comes on the thread of the scheduler, and the head may just be on its
	// way.
	private Mono<Void> answer(Throwable failure) {
		return ClientLoop.begin(this.client.channel(), () -> answerOnLoop(failure));
	}

	private Mono<Void> answerOnLoop(Throwable failure) {
		RequestBody body = this.search.body();
		Throwable cause = (body.failure() != null) ? body.failure() : failure;
		boolean speaking = this.feedback != null && this.feedback.isSpeaking();
		if (this.client.response().hasSentHeaders() && !speaking) {
			return breakOff(cause);
		}
		String name = this.search.requestedName();
		Lease lease = lease();
		ApiError error = (lease != null) ? ErrorAnswer.errorOfUpstream(cause, name, lease)
				: ErrorAnswer.errorOfRequest(cause);
		this.account.failed(error);
		if (speaking) {
			ApiError named = error.withRequestId(this.client.requestId());
			EventAnswer.write(AnswerHeaders.comment(waited()) + ErrorShape.event(named, this.client.rawPath()),
					this.client.channel());
			return Mono.empty();
		}
		ModelId model = (lease != null) ? lease.model() : this.asked;
		if (model != null) {
			AnswerHeaders.add(model, waited(), this.client.response().responseHeaders());
		}
		// A stream of HTTP/2 can be gone before its exchange is cancelled.
		return this.client.channel().isActive() ? ErrorAnswer.send(error, this.client, body) : Mono.empty();
	}

	// Whoever ended it here had a reason that a reader of events can be told. Completing
	// behind that would end the answer as if it were whole.
	private Mono<Void> breakOff(Throwable cause) {
		if (cause instanceof RequestRefusedException refused) {
			this.account.failed(refused.error());
			if (this.hop != null && this.hop.cutOff(refused.error())) {
				return Mono.never();
			}
		}
		ClientLoop.abandon(this.client.channel());
		return Mono.empty();
	}

	private @Nullable Lease lease() {
		return (this.hop != null) ? this.hop.lease() : null;
	}

	// For its lease, or in vain.
	private Duration waited() {
		Lease lease = lease();
		return (lease != null) ? lease.waited() : Duration.ofNanos(System.nanoTime() - this.askedAt);
	}

}
