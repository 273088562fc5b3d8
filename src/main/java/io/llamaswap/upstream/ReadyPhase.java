package io.llamaswap.upstream;

import java.time.Duration;

import io.llamaswap.config.HookConfiguration;
import io.llamaswap.config.HookMoment;
import io.llamaswap.model.ModelFailure;
import io.llamaswap.model.ModelState;

/**
 * The server is alive and answered its check.
 */
final class ReadyPhase extends UpstreamPhase {

	private final Life life;

	private final RunningServer server;

	ReadyPhase(SupervisedUpstream upstream, Life life, RunningServer server) {
		super(upstream);
		this.life = life;
		this.server = server;
	}

	@Override
	ModelState state() {
		return ModelState.READY;
	}

	@Override
	RunningServer server() {
		return this.server;
	}

	@Override
	void entered() {
		when(this.server.onExit(), this::exited, (error) -> exited(-1));
		HookConfiguration hook = hook(HookMoment.AFTER_READY);
		if (hook != null && !hook.isFatal()) {
			runHook(HookMoment.AFTER_READY, this.life, (reason) -> {
			});
		}
	}

	@Override
	void start() {
	}

	@Override
	void stop(Duration grace) {
		boolean atOnce = grace.isZero() || hook(HookMoment.BEFORE_STOP) == null;
		upstream().transitionTo(atOnce ? new StoppingPhase(upstream(), this.life, this.server, grace)
				: new BeforeStopPhase(upstream(), this.life, this.server, grace), null);
	}

	@Override
	void failed(ModelFailure failure) {
		this.life.failed(failure);
	}

	private void exited(int exitCode) {
		ModelFailure failure = upstream().failure(ModelFailure.Kind.DIED, Reasons.died(exitCode), exitCode,
				this.server);
		failed(failure);
		upstream().transitionTo(new StoppingPhase(upstream(), this.life, this.server, upstream().leftoverGrace()),
				new UpstreamEvent.Exited(upstream().id(), failure));
	}

}
