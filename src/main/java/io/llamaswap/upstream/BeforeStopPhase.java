package io.llamaswap.upstream;

import java.time.Duration;

import io.llamaswap.config.HookMoment;

/**
 * To be asked to end as soon as what is done before that is over. The grace begins then.
 */
final class BeforeStopPhase extends EndingPhase {

	private final RunningServer server;

	private Duration grace;

	BeforeStopPhase(SupervisedUpstream upstream, Life life, RunningServer server, Duration grace) {
		super(upstream, life);
		this.server = server;
		this.grace = grace;
	}

	@Override
	RunningServer server() {
		return this.server;
	}

	@Override
	void entered() {
		when(this.server.onExit(), (exitCode) -> proceed(), (error) -> proceed());
		runHook(HookMoment.BEFORE_STOP, life(), (reason) -> proceed());
	}

	@Override
	void stopAgain(Duration grace) {
		if (grace.compareTo(this.grace) < 0) {
			this.grace = grace;
		}
		if (grace.isZero()) {
			proceed();
		}
	}

	private void proceed() {
		goOnWith(new StoppingPhase(upstream(), life(), this.server, this.grace));
	}

}
