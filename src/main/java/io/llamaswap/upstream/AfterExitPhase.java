package io.llamaswap.upstream;

import java.time.Duration;

import io.llamaswap.config.HookMoment;

/**
 * Nothing of the life is left but what is to be done after it. Its room is still taken:
 * what frees a device or takes a disk away has to be over before the next start.
 */
final class AfterExitPhase extends EndingPhase {

	/** How long it may take when somebody is in a hurry. */
	static final Duration HURRY = Duration.ofSeconds(2);

	private final boolean inHurry;

	AfterExitPhase(SupervisedUpstream upstream, Life life, boolean inHurry) {
		super(upstream, life);
		this.inHurry = inHurry;
	}

	@Override
	void entered() {
		if (this.inHurry) {
			after(HURRY, this::finish);
		}
		runHook(HookMoment.AFTER_EXIT, life(), (reason) -> finish());
	}

	@Override
	void stopAgain(Duration grace) {
		if (grace.isZero()) {
			after(HURRY, this::finish);
		}
	}

	private void finish() {
		upstream().lifeIsOver(isStartWanted());
	}

}
