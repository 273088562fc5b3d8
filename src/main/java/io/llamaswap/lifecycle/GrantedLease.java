package io.llamaswap.lifecycle;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;

import io.llamaswap.model.ModelId;
import io.llamaswap.model.ModelState;
import io.llamaswap.upstream.Endpoint;
import reactor.core.publisher.Mono;

/**
 * A lease that tells its end once.
 */
final class GrantedLease implements Lease {

	private final ModelId model;

	private final Endpoint endpoint;

	private final Duration waited;

	private final ModelLifecycleService lifecycle;

	private final Runnable onRelease;

	private final AtomicBoolean released = new AtomicBoolean();

	GrantedLease(ModelId model, Endpoint endpoint, Duration waited, ModelLifecycleService lifecycle,
			Runnable onRelease) {
		this.model = model;
		this.endpoint = endpoint;
		this.waited = waited;
		this.lifecycle = lifecycle;
		this.onRelease = onRelease;
	}

	@Override
	public ModelId model() {
		return this.model;
	}

	@Override
	public Endpoint endpoint() {
		return this.endpoint;
	}

	@Override
	public Duration waited() {
		return this.waited;
	}

	@Override
	public boolean isTakenAway() {
		return this.lifecycle.status(this.model).filter(ModelStatus::wasStopped).isPresent();
	}

	@Override
	public boolean isOver() {
		return this.lifecycle.status(this.model).filter((status) -> status.state() == ModelState.READY).isEmpty();
	}

	@Override
	public Mono<Boolean> livesOn(Duration limit) {
		return this.lifecycle.answers(this.model, limit);
	}

	@Override
	public void release() {
		if (this.released.compareAndSet(false, true)) {
			this.onRelease.run();
		}
	}

}
