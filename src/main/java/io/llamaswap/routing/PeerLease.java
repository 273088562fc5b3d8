package io.llamaswap.routing;

import java.time.Duration;

import io.llamaswap.directory.Recipient;
import io.llamaswap.lifecycle.Lease;
import io.llamaswap.model.ModelId;
import io.llamaswap.upstream.Endpoint;
import reactor.core.publisher.Mono;

/**
 * The right to send a request to a peer, which everybody has at once: what runs there is
 * the peer's business (contract 2.10).
 *
 * @param remote the model there
 */
record PeerLease(Recipient.Remote remote) implements Lease {

	@Override
	public ModelId model() {
		return new ModelId(this.remote.fullName());
	}

	@Override
	public Endpoint endpoint() {
		return new Endpoint(this.remote.peer().proxy(), 0, this.remote.peer().apiKey());
	}

	@Override
	public Duration waited() {
		return Duration.ZERO;
	}

	@Override
	public Mono<Boolean> livesOn(Duration limit) {
		// Nobody looks after a peer's servers, so each end is taken for what it looks
		// like.
		return Mono.just(true);
	}

	@Override
	public void release() {
		// Nothing is counted.
	}

}
