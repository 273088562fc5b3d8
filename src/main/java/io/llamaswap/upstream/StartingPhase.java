package io.llamaswap.upstream;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletionException;

import io.llamaswap.config.HookConfiguration;
import io.llamaswap.config.HookMoment;
import io.llamaswap.config.LaunchConfiguration;
import io.llamaswap.model.ModelFailure;
import io.llamaswap.model.ModelState;
import org.jspecify.annotations.Nullable;

/**
 * Launched, not yet healthy.
 */
final class StartingPhase extends UpstreamPhase {

	private final LaunchConfiguration configuration;

	private final Duration limit;

	private final Life life;

	private final ReadinessCheck check;

	private @Nullable RunningServer server;

	private boolean answered;

	StartingPhase(SupervisedUpstream upstream) {
		super(upstream);
		this.configuration = upstream.model().launch();
		this.limit = upstream.model().lifetime().healthCheckTimeout();
		this.life = upstream.newLife();
		this.check = upstream.supervision().readinessCheck(this.configuration);
	}

	@Override
	ModelState state() {
		return ModelState.STARTING;
	}

	@Override
	@Nullable RunningServer server() {
		return this.server;
	}

	@Override
	void entered() {
		runHook(HookMoment.BEFORE_START, this.life, (reason) -> {
			HookConfiguration hook = hook(HookMoment.BEFORE_START);
			if (!reason.isEmpty() && hook != null && hook.isFatal()) {
				fail(ModelFailure.Kind.HOOK, reason, null);
			}
			else {
				launch();
			}
		});
	}

	private void launch() {
		after(this.limit, this::expired);
		upstream().supervision().launch(this.life);
		when(this.life.launching(), this::launched, this::refused);
	}

	@Override
	void start() {
	}

	@Override
	void stop(Duration grace) {
		upstream().transitionTo(new StoppingPhase(upstream(), this.life, this.server, grace), null);
	}

	private void launched(RunningServer server) {
		this.server = server;
		upstream().refreshStatus();
		when(server.onExit(), this::exited, (error) -> exited(-1));
		if (this.configuration.isChecked()) {
			keep(this.check.untilHealthy().subscribe((answer) -> {
			}, (error) -> {
			}, () -> whileCurrent(() -> healthy(server))));
		}
		else {
			answered(server);
		}
	}

	private void healthy(RunningServer server) {
		when(server.findStranger(), (stranger) -> judge(server, stranger), (error) -> judge(server, Optional.empty()));
	}

	private void judge(RunningServer server, Optional<String> stranger) {
		if (stranger.isPresent()) {
			fail(ModelFailure.Kind.PORT_TAKEN, Reasons.portTaken(stranger.get()), null);
		}
		else {
			answered(server);
		}
	}

	private void answered(RunningServer server) {
		this.answered = true;
		HookConfiguration hook = hook(HookMoment.AFTER_READY);
		if (hook == null || !hook.isFatal()) {
			ready(server);
			return;
		}
		runHook(HookMoment.AFTER_READY, this.life, (reason) -> {
			if (reason.isEmpty()) {
				ready(server);
			}
			else {
				fail(ModelFailure.Kind.HOOK, reason, null);
			}
		});
	}

	private void ready(RunningServer server) {
		// Without this, an answer that a dying child gave (or that somebody else gave in
		// its place) would count; its exit is on its way to exited().
		if (server.isAlive()) {
			upstream().transitionTo(new ReadyPhase(upstream(), this.life, server),
					new UpstreamEvent.Ready(upstream().id(), new Endpoint(this.configuration.proxy(),
							this.life.launch().incarnation(), this.configuration.apiKey())));
		}
	}

	private void exited(int exitCode) {
		fail(ModelFailure.Kind.EXITED_WHILE_LOADING, Reasons.exitedWhileLoading(exitCode), exitCode);
	}

	private void expired() {
		if (this.answered) {
			// What is done after it has a limit of its own.
			return;
		}
		String reason = (this.server != null) ? Reasons.notReadyInTime(this.limit, this.check.lastAnswer())
				: Reasons.notLaunchedInTime(this.limit);
		fail(ModelFailure.Kind.NOT_READY_IN_TIME, reason, null);
	}

	private void refused(Throwable error) {
		Throwable cause = (error instanceof CompletionException && error.getCause() != null) ? error.getCause() : error;
		if (cause instanceof LaunchRefusedException refusal) {
			fail(refusal.kind(), refusal.reason(), null);
		}
		else {
			upstream().supervision().warn(upstream().id(), "could not be launched", cause);
			fail(ModelFailure.Kind.COMMAND, "the model server could not be started", null);
		}
	}

	private void fail(ModelFailure.Kind kind, String reason, @Nullable Integer exitCode) {
		ModelFailure failure = upstream().failure(kind, reason, exitCode, this.server);
		this.life.failed(failure);
		Duration grace = (exitCode != null) ? upstream().leftoverGrace()
				: upstream().model().lifetime().unloadTimeout();
		upstream().transitionTo(new StoppingPhase(upstream(), this.life, this.server, grace),
				new UpstreamEvent.Failed(upstream().id(), failure));
	}

}
