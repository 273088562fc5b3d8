package io.llamaswap.upstream;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;

import io.llamaswap.config.LaunchConfiguration;
import io.llamaswap.config.ModelConfiguration;
import io.llamaswap.model.ModelId;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.Disposable;
import reactor.core.scheduler.Scheduler;

/**
 * What all upstreams of the program share: the loop, the clock, the launcher, the count
 * of lives.
 */
final class Supervision {

	private static final Logger logger = LoggerFactory.getLogger(Upstream.class);

	private final UpstreamLauncher launcher;

	private final Function<ModelId, OutputSink> outputs;

	private final Function<LaunchConfiguration, HealthProbe> probes;

	private final Scheduler loop;

	private final Clock clock;

	private final HookRunner hooks;

	private final AtomicLong lives = new AtomicLong();

	Supervision(UpstreamLauncher launcher, Function<ModelId, OutputSink> outputs,
			Function<LaunchConfiguration, HealthProbe> probes, Scheduler loop, Clock clock) {
		this.launcher = launcher;
		this.hooks = new HookRunner(launcher);
		this.outputs = outputs;
		this.probes = probes;
		this.loop = loop;
		this.clock = clock;
	}

	Life newLife(ModelConfiguration model) {
		return new Life(
				new Launch(model.id(), model.launch(), this.lives.incrementAndGet(), this.outputs.apply(model.id())));
	}

	void launch(Life life) {
		life.begun(launch(life.launch()));
	}

	HookRunner hooks() {
		return this.hooks;
	}

	private CompletionStage<RunningServer> launch(Launch launch) {
		try {
			return this.launcher.launch(launch);
		}
		catch (RuntimeException ex) {
			return CompletableFuture.failedFuture(ex);
		}
	}

	ReadinessCheck readinessCheck(LaunchConfiguration launch) {
		return new ReadinessCheck(this.probes.apply(launch), this.loop);
	}

	HealthProbe probe(LaunchConfiguration launch) {
		return this.probes.apply(launch);
	}

	void execute(ModelId model, Runnable task) {
		this.loop.schedule(() -> {
			try {
				task.run();
			}
			catch (RuntimeException ex) {
				warn(model, "the upstream loop has a fault", ex);
			}
		});
	}

	Disposable schedule(Duration delay, Runnable task) {
		return this.loop.schedule(task, delay.toNanos(), TimeUnit.NANOSECONDS);
	}

	Instant now() {
		return this.clock.instant();
	}

	// Whoever asked tells the operator; here it would be said twice.
	void log(UpstreamStatus status, ModelId model, @Nullable UpstreamEvent event) {
		logger.debug("{}: {}{}", model, status.state().wireName(), (event != null) ? (" " + event) : "");
	}

	void warn(ModelId model, String what, @Nullable Throwable cause) {
		logger.warn("{}: {}", model, what, cause);
	}

}
