package io.llamaswap.routing;

import java.io.IOException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.time.Duration;

import javax.net.ssl.SSLException;

import io.llamaswap.config.PeerConfiguration;
import io.llamaswap.directory.PeerHealth;
import io.llamaswap.error.ApiError;
import io.netty.channel.ConnectTimeoutException;
import io.netty.channel.EventLoop;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.netty.http.client.HttpClient;

/**
 * The way to peers: open as long as they can be reached. A dead one costs nobody more
 * than the time of an answer.
 */
final class PeerAccess {

	private final PeerConnections connections;

	private final PeerHealth health;

	PeerAccess(PeerConnections connections, PeerHealth health) {
		this.connections = connections;
		this.health = health;
	}

	/**
	 * Returns the client for a peer, unless it is known to be dead.
	 * @param peer the peer
	 * @param loop the caller's event loop
	 * @return the client, or {@link RequestRefusedException} with 503
	 */
	Mono<HttpClient> client(PeerConfiguration peer, EventLoop loop) {
		return this.health.refusal(peer.id())
			.map((failure) -> Mono.<HttpClient>error(dead(peer, failure)))
			.orElseGet(() -> this.connections.client(peer, loop));
	}

	/**
	 * Finds the way to a peer, unless it is known to be dead.
	 * @param peer the peer
	 * @return the way, or {@link RequestRefusedException} with 503
	 */
	Mono<OutboundWay> way(PeerConfiguration peer) {
		return this.health.refusal(peer.id())
			.map((failure) -> Mono.<OutboundWay>error(dead(peer, failure)))
			.orElseGet(() -> this.connections.way(peer));
	}

	/**
	 * Notes that a peer answered, whatever it was.
	 * @param peer the peer
	 */
	void answered(PeerConfiguration peer) {
		this.health.answered(peer.id());
	}

	/**
	 * Notes a failure if it means that the peer is dead.
	 * @param peer the peer
	 * @param failure what happened to a request
	 * @return what to answer
	 */
	Throwable failed(PeerConfiguration peer, Throwable failure) {
		String reason = reasonOf(failure, PeerConnections.connectTimeout(peer.timeouts()));
		if (reason == null) {
			return failure;
		}
		this.health.failed(peer.id(), reason);
		return new RequestRefusedException(
				ApiError.of(502, "peer \"" + peer.id() + "\" could not be reached: " + reason));
	}

	private RequestRefusedException dead(PeerConfiguration peer, PeerHealth.Failure failure) {
		return new RequestRefusedException(
				ApiError.unavailable("peer \"" + peer.id() + "\" cannot be reached: " + failure.reason())
					.withRetryAfter(this.health.pauseLeft(failure)));
	}

	// Neither addresses nor names of hosts: whoever asks here need not know them.
	private static @Nullable String reasonOf(Throwable failure, Duration connectTimeout) {
		if (failure instanceof ConnectTimeoutException) {
			return "no connection within " + connectTimeout.toSeconds() + " s";
		}
		if (failure instanceof UnknownHostException) {
			return "the name of its host is not known";
		}
		if (failure instanceof SSLException) {
			return "TLS could not be agreed, or its certificate is not trusted";
		}
		return (failure instanceof ConnectException || isUnreachable(failure)) ? "no connection" : null;
	}

	private static boolean isUnreachable(Throwable failure) {
		return failure instanceof IOException && failure.getMessage() != null
				&& failure.getMessage().contains("unreachable");
	}

}
