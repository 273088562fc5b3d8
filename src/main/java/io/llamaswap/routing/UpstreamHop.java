package io.llamaswap.routing;

import io.llamaswap.config.AnswerConfiguration.OnDisconnect;
import io.llamaswap.directory.Recipient;
import io.llamaswap.error.ApiError;
import io.llamaswap.lifecycle.Lease;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Mono;
import reactor.netty.Connection;
import reactor.netty.NettyOutbound;
import reactor.netty.channel.ChannelOperations;
import reactor.netty.http.client.HttpClient;
import reactor.netty.http.client.HttpClientRequest;
import reactor.netty.http.client.HttpClientResponse;

/**
 * The way of one request to one life of a server, or to a peer, and of its answer back.
 * Lives on the event loop of its client.
 */
final class UpstreamHop {

	private final ForwardingServices services;

	private final ClientSide client;

	private final RequestBody body;

	private final Account account;

	private final Destination.Target target;

	private final @Nullable LoadingFeedback feedback;

	private @Nullable Lease leased;

	private @Nullable ResponseRelay relay;

	private boolean sent;

	/**
	 * Prepares the way.
	 * @param services what every exchange needs
	 * @param client whose request it is
	 * @param body the body of it
	 * @param account who is told
	 * @param target where it goes
	 * @param feedback what has been speaking to the client, or {@code null}
	 */
	UpstreamHop(ForwardingServices services, ClientSide client, RequestBody body, Account account,
			Destination.Target target, @Nullable LoadingFeedback feedback) {
		this.services = services;
		this.client = client;
		this.body = body;
		this.account = account;
		this.target = target;
		this.feedback = feedback;
	}

	/**
	 * Sends the request to a model of this machine.
	 * @param lease the right to, which is released as early as may be
	 * @param local the model
	 * @return completes when the client was answered; cancelling it ends the server's
	 * work, or does not, as the model is configured
	 */
	Mono<Void> toModel(Lease lease, Recipient.Local local) {
		this.leased = lease;
		UpstreamConnections connections = this.services.connections();
		Mono<Void> work = connections.isPrepared(lease.endpoint()) ? connect(lease)
				: this.client.onLoop(connections.prepare()).then(Mono.defer(() -> connect(lease)));
		if (local.model().requests().answers().onDisconnect() == OnDisconnect.CANCEL) {
			return work.doOnCancel(lease::release);
		}
		// The server is busy until it has ended, whoever is left to hear it.
		return DetachedWork.of(work.doFinally((signal) -> lease.release()), () -> this.sent);
	}

	/**
	 * Sends the request to a peer.
	 * @param remote the model there
	 * @return completes when the client was answered
	 */
	Mono<Void> toPeer(Recipient.Remote remote) {
		PeerAccess peers = this.services.peers();
		PeerLease lease = new PeerLease(remote);
		this.leased = lease;
		Mono<Void> work = WebSocketTunnel.isAsked(this.client.request())
				? this.client.onLoop(peers.way(remote.peer())).flatMap((way) -> tunnel(way, lease))
				: this.client.onLoop(peers.client(remote.peer(), this.client.loop()))
					.flatMap((peer) -> send(peer, lease));
		return work.onErrorMap((failure) -> peers.failed(remote.peer(), failure));
	}

	/**
	 * Returns by what right it was gone.
	 * @return the lease, or {@code null} if there was none yet
	 */
	@Nullable Lease lease() {
		return this.leased;
	}

	/**
	 * Tells whether the server has the whole request.
	 * @return {@code true} if it may be working on it
	 */
	boolean isSent() {
		return this.sent;
	}

	/**
	 * Ends an answer whose head is out, so that it does not look whole.
	 * @param error why
	 * @return {@code false} if no answer has begun
	 */
	boolean cutOff(ApiError error) {
		if (this.relay != null) {
			this.relay.cutOff(error);
		}
		return this.relay != null;
	}

	private Mono<Void> connect(Lease lease) {
		Recipient recipient = this.target.model().recipient();
		UpstreamConnections connections = this.services.connections();
		return WebSocketTunnel.isAsked(this.client.request())
				? tunnel(connections.way(lease.endpoint(), recipient.timeouts()), lease)
				: send(connections.client(lease.model(), lease.endpoint(), recipient.timeouts(), this.client.loop()),
						lease);
	}

	private Mono<Void> send(HttpClient server, Lease lease) {
		AnswerDeadline deadline = deadline();
		ForwardedHead head = new ForwardedHead(this.client.request(), lease, this.target);
		return deadline.over(server.request(this.client.request().method())
			.uri(head.uri())
			.send((upstream, out) -> send(upstream, out, head))
			.responseConnection((answer, connection) -> {
				deadline.met();
				return relay(answer, connection, lease);
			})
			.then());
	}

	private Publisher<Void> send(HttpClientRequest upstream, NettyOutbound out, ForwardedHead head) {
		HttpHeaders headers = upstream.requestHeaders().clear();
		head.copyTo(headers);
		if (this.client.response().hasSentHeaders()) {
			headers.remove(HttpHeaderNames.ACCEPT_ENCODING);
		}
		this.body.frame(headers);
		return Mono.from(this.body.send(out, ((ChannelOperations<?, ?>) upstream).channel())).doOnSuccess((done) -> {
			this.sent = true;
			this.account.sent();
		});
	}

	private Publisher<Void> relay(HttpClientResponse answer, Connection connection, Lease lease) {
		UpstreamConnections.note(answer, connection);
		if (this.target.model().recipient() instanceof Recipient.Remote remote) {
			this.services.peers().answered(remote.peer());
		}
		this.body.answered();
		this.account.answered(answer);
		if (!this.client.channel().isActive()) {
			return connection.inbound().receive().then();
		}
		if (this.feedback != null && this.feedback.end(lease) && !EventAnswer.isStream(answer)) {
			return EventAnswer.send(answer, connection, this.client, lease.model());
		}
		ResponseRelay passed = new ResponseRelay(answer, connection, this.client, lease, this.account);
		this.relay = passed;
		return passed.send(() -> writeHead(answer, lease));
	}

	private void writeHead(HttpClientResponse answer, Lease lease) {
		HttpHeaders headers = this.client.response().status(answer.status()).responseHeaders();
		HeaderPolicy.copyResponse(answer.responseHeaders(), headers);
		if (this.target.prefix().isEmpty()) {
			HeaderPolicy.confine(headers);
		}
		AnswerHeaders.add(lease, headers);
		new UpstreamPrefix(this.target.prefix(), this.target.path(), lease.endpoint().base(),
				this.client.request().requestHeaders().get(HttpHeaderNames.HOST))
			.rebase(headers);
	}

	private Mono<Void> tunnel(OutboundWay way, Lease lease) {
		ForwardedHead head = new ForwardedHead(this.client.request(), lease, this.target);
		HttpHeaders headers = new DefaultHttpHeaders();
		head.copyTo(headers);
		boolean counted = !(this.target.model().recipient() instanceof Recipient.Local local
				&& local.model().requests().ignoreWebsockets());
		AnswerDeadline deadline = deadline();
		return deadline.over(new WebSocketTunnel(this.client, head.uri(), headers, counted, deadline::lift).run(lease,
				way.tcp(this.client.loop())));
	}

	private AnswerDeadline deadline() {
		return new AnswerDeadline(this.target.model().recipient(), this.client.loop());
	}

}
