package io.llamaswap.upstream;

import java.time.Duration;

import io.llamaswap.model.ModelState;

/**
 * Nothing runs.
 */
final class StoppedPhase extends UpstreamPhase {

	StoppedPhase(SupervisedUpstream upstream) {
		super(upstream);
	}

	@Override
	ModelState state() {
		return ModelState.STOPPED;
	}

	@Override
	void start() {
		upstream().transitionTo(new StartingPhase(upstream()), null);
	}

	@Override
	void stop(Duration grace) {
	}

}
