package io.llamaswap.upstream;

import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;

import io.llamaswap.config.LaunchConfiguration;
import io.llamaswap.config.ModelConfiguration;
import io.llamaswap.model.ModelFailure;
import io.llamaswap.model.ModelId;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * An upstream that is a small state machine: one phase at a time, changed only on the
 * upstream loop, each change told after it happened.
 */
final class SupervisedUpstream implements Upstream {

	/** How long what a dead server left behind may take to end before it is killed. */
	static final Duration LEFTOVER_GRACE = Duration.ofSeconds(5);

	private final ModelId id;

	private final Supervision supervision;

	private final Consumer<UpstreamEvent> listener;

	/** Written only by the loop, but for the first. */
	private volatile ModelConfiguration model;

	/** Used only by the loop. */
	private UpstreamPhase phase;

	/** What the present or last life was launched with. Written only by the loop. */
	private volatile LaunchConfiguration launched;

	/** Written only by the loop. */
	private volatile UpstreamStatus status;

	SupervisedUpstream(ModelConfiguration model, Supervision supervision, Consumer<UpstreamEvent> listener) {
		this.id = model.id();
		this.model = model;
		this.launched = model.launch();
		this.supervision = supervision;
		this.listener = listener;
		this.phase = new StoppedPhase(this);
		this.status = new UpstreamStatus(this.phase.state(), supervision.now(), null, null);
	}

	@Override
	public ModelId id() {
		return this.id;
	}

	@Override
	public void start() {
		execute(() -> this.phase.start());
	}

	@Override
	public void stop(Duration grace) {
		execute(() -> this.phase.stop(grace));
	}

	@Override
	public void failed(ModelFailure failure) {
		execute(() -> this.phase.failed(failure));
	}

	@Override
	public void reconfigure(ModelConfiguration next) {
		execute(() -> this.model = next);
	}

	@Override
	public UpstreamStatus status() {
		return this.status;
	}

	@Override
	public Mono<String> check(Duration limit) {
		return Mono.defer(() -> {
			LaunchConfiguration launch = this.launched;
			return launch.isChecked() ? this.supervision.probe(launch)
				.ask(limit)
				.map((answer) -> answer.healthy() ? "" : answer.description()) : Mono.empty();
		});
	}

	ModelConfiguration model() {
		return this.model;
	}

	/**
	 * Returns what ends the present life: the command of the configuration that is in
	 * force now.
	 * @return the command, or {@code ""} for SIGTERM
	 */
	String cmdStop() {
		return this.model.launch().cmdStopFor(this.launched);
	}

	Life newLife() {
		this.launched = this.model.launch();
		return this.supervision.newLife(this.model);
	}

	/**
	 * Tells that nothing of the life is left.
	 * @param again whether somebody asked for another one meanwhile
	 */
	void lifeIsOver(boolean again) {
		StoppedPhase stopped = new StoppedPhase(this);
		transitionTo(stopped, new UpstreamEvent.Stopped(this.id));
		if (again) {
			stopped.start();
		}
	}

	Supervision supervision() {
		return this.supervision;
	}

	Duration leftoverGrace() {
		Duration own = this.model.lifetime().unloadTimeout();
		return (own.compareTo(LEFTOVER_GRACE) < 0) ? own : LEFTOVER_GRACE;
	}

	void execute(Runnable task) {
		this.supervision.execute(id(), task);
	}

	void transitionTo(UpstreamPhase next, @Nullable UpstreamEvent event) {
		this.phase.leave();
		boolean same = this.phase.state() == next.state();
		this.phase = next;
		this.status = statusOf(next, same ? this.status : null);
		this.supervision.log(this.status, id(), event);
		if (event != null) {
			publish(event);
		}
		next.entered();
	}

	void refreshStatus() {
		this.status = statusOf(this.phase, this.status);
	}

	void publish(UpstreamEvent event) {
		try {
			this.listener.accept(event);
		}
		catch (RuntimeException ex) {
			this.supervision.warn(id(), "event was not taken: " + event.getClass().getSimpleName(), ex);
		}
	}

	ModelFailure failure(ModelFailure.Kind kind, String reason, @Nullable Integer exitCode,
			@Nullable RunningServer server) {
		List<String> lastLines = (server != null) ? server.lastLines() : List.of();
		return new ModelFailure(kind, reason, exitCode, lastLines, this.supervision.now());
	}

	private UpstreamStatus statusOf(UpstreamPhase shown, @Nullable UpstreamStatus before) {
		RunningServer server = shown.server();
		Long pid = (server != null) ? server.pid() : null;
		Integer port = (server != null) ? LocalPort.served(this.launched) : null;
		return new UpstreamStatus(shown.state(), (before != null) ? before.since() : this.supervision.now(), pid, port);
	}

}
