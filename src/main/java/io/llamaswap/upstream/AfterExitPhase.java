package io.llamaswap.upstream;

import java.time.Duration;

import io.llamaswap.config.HookMoment;
import io.llamaswap.model.ModelState;

/**
 * Nothing of the life is left but what is to be done after it. Its room is still taken:
 * what frees a device or takes a disk away has to be over before the next start.
 */
final class AfterExitPhase extends UpstreamPhase {

	/** How long it may take when somebody is in a hurry. */
	static final Duration HURRY = Duration.ofSeconds(2);

	private final Life life;

	private final boolean inHurry;

	private boolean startWanted;

	AfterExitPhase(SupervisedUpstream upstream, Life life, boolean inHurry, boolean startWanted) {
		super(upstream);
		this.life = life;
		this.inHurry = inHurry;
		this.startWanted = startWanted;
	}

	@Override
	ModelState state() {
		return ModelState.STOPPING;
	}

	@Override
	void entered() {
		if (this.inHurry) {
			after(HURRY, this::finish);
		}
		runHook(HookMoment.AFTER_EXIT, this.life, (reason) -> finish());
	}

	@Override
	void start() {
		this.startWanted = true;
	}

	@Override
	void stop(Duration grace) {
		this.startWanted = false;
		if (grace.isZero()) {
			after(HURRY, this::finish);
		}
	}

	private void finish() {
		upstream().lifeIsOver(this.startWanted);
	}

}
