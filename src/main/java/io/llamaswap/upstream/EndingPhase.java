package io.llamaswap.upstream;

import java.time.Duration;

import io.llamaswap.model.ModelState;

/**
 * A part of the end of a life. A start that is wanted meanwhile waits for the end, and a
 * later stop forgets it.
 */
abstract class EndingPhase extends UpstreamPhase {

	private final Life life;

	private boolean startWanted;

	EndingPhase(SupervisedUpstream upstream, Life life) {
		super(upstream);
		this.life = life;
	}

	@Override
	final ModelState state() {
		return ModelState.STOPPING;
	}

	@Override
	final void start() {
		this.startWanted = true;
	}

	@Override
	final void stop(Duration grace) {
		this.startWanted = false;
		stopAgain(grace);
	}

	/**
	 * Somebody wants it to end who may be in more of a hurry.
	 * @param grace how long it may take from now on
	 */
	abstract void stopAgain(Duration grace);

	final Life life() {
		return this.life;
	}

	final boolean isStartWanted() {
		return this.startWanted;
	}

	/**
	 * Goes on with the next part of the end.
	 * @param next the phase that follows; a start that is wanted goes along
	 */
	final void goOnWith(EndingPhase next) {
		if (this.startWanted) {
			next.start();
		}
		upstream().transitionTo(next, null);
	}

}
