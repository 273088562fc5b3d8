package io.llamaswap.upstream;

import java.time.Duration;

import io.llamaswap.config.HookMoment;
import io.llamaswap.model.ModelState;

/**
 * To be asked to end as soon as what is done before that is over. The grace begins then.
 */
final class BeforeStopPhase extends UpstreamPhase {

	private final Life life;

	private final RunningServer server;

	private Duration grace;

	private boolean startWanted;

	BeforeStopPhase(SupervisedUpstream upstream, Life life, RunningServer server, Duration grace) {
		super(upstream);
		this.life = life;
		this.server = server;
		this.grace = grace;
	}

	@Override
	ModelState state() {
		return ModelState.STOPPING;
	}

	@Override
	RunningServer server() {
		return this.server;
	}

	@Override
	void entered() {
		when(this.server.onExit(), (exitCode) -> proceed(), (error) -> proceed());
		runHook(HookMoment.BEFORE_STOP, this.life, (reason) -> proceed());
	}

	@Override
	void start() {
		this.startWanted = true;
	}

	@Override
	void stop(Duration grace) {
		this.startWanted = false;
		if (grace.compareTo(this.grace) < 0) {
			this.grace = grace;
		}
		if (grace.isZero()) {
			proceed();
		}
	}

	private void proceed() {
		StoppingPhase stopping = new StoppingPhase(upstream(), this.life, this.server, this.grace);
		if (this.startWanted) {
			stopping.start();
		}
		upstream().transitionTo(stopping, null);
	}

}
