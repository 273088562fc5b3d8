package io.llamaswap;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

import io.llamaswap.config.Configuration;
import io.llamaswap.config.ConfigurationWatch;
import io.llamaswap.config.LiveConfiguration;
import io.llamaswap.config.LoggingConfiguration;
import io.llamaswap.config.ModelDifference;
import io.llamaswap.config.ReloadOutcome;
import io.llamaswap.lifecycle.ModelLifecycleService;
import io.llamaswap.lifecycle.Preload;
import io.llamaswap.log.ConsoleLog;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;

import org.springframework.context.SmartLifecycle;

/**
 * Replaces the configuration while the program runs: when the files change, at SIGHUP, or
 * when somebody asks. The scheduler goes by a new configuration before the edges do, so
 * that a name which an edge finds is known to it.
 */
final class ConfigurationLifecycle implements SmartLifecycle {

	/** Files that may still be written are looked at again so soon. */
	static final Duration SETTLING = Duration.ofMillis(200);

	/** Quiet files are looked at so often; reading them costs microseconds. */
	static final Duration PACE = Duration.ofSeconds(1);

	private static final Logger logger = LoggerFactory.getLogger(ConfigurationLifecycle.class);

	private final LiveConfiguration live;

	private final Preload preload;

	private final @Nullable ConfigurationWatch watch;

	private final ScheduledExecutorService watcher = Executors.newSingleThreadScheduledExecutor((task) -> {
		Thread thread = new Thread(task, "config-watch");
		thread.setDaemon(true);
		return thread;
	});

	private volatile @Nullable Future<?> nextLook;

	/** Where activity is kept as long as the program runs. */
	private final @Nullable Path store;

	private LoggingConfiguration logging;

	private volatile boolean running;

	/**
	 * Wires the configuration to those who decide by it.
	 * @param live the configuration
	 * @param models goes by it first
	 * @param preload loads what is to be there before anybody asks
	 * @param watch notices changes, or {@code null} if nobody is to
	 */
	ConfigurationLifecycle(LiveConfiguration live, ModelLifecycleService models, Preload preload,
			@Nullable ConfigurationWatch watch) {
		this.live = live;
		this.watch = watch;
		this.preload = preload;
		this.logging = live.get().logging();
		this.store = live.get().activity().storePath();
		live.running(models::lives);
		live.beforeReplacing((next) -> {
			preload.remember();
			return models.replace(next).toFuture();
		});
		if (watch != null) {
			live.beforeReading(watch::reading);
		}
		live.follow(this::tell);
	}

	/**
	 * Reads the files anew because of a signal.
	 */
	void hangUp() {
		reload("SIGHUP");
	}

	@Override
	public void start() {
		this.running = true;
		this.preload.begin(this.live.get());
		if (this.watch != null) {
			this.nextLook = this.watcher.schedule(() -> look(this.watch), PACE.toMillis(), TimeUnit.MILLISECONDS);
		}
	}

	@Override
	public void stop() {
		this.running = false;
		Future<?> look = this.nextLook;
		if (look != null) {
			look.cancel(false);
		}
		this.watcher.shutdownNow();
	}

	@Override
	public boolean isRunning() {
		return this.running;
	}

	private void look(ConfigurationWatch files) {
		ConfigurationWatch.Finding finding = ConfigurationWatch.Finding.QUIET;
		try {
			finding = files.look();
			if (finding == ConfigurationWatch.Finding.CHANGED) {
				reload("the files changed");
			}
		}
		catch (RuntimeException ex) {
			logger.warn("The configuration could not be looked at", ex);
		}
		if (this.running) {
			Duration pause = (finding == ConfigurationWatch.Finding.MOVING) ? SETTLING : PACE;
			this.nextLook = this.watcher.schedule(() -> look(files), pause.toMillis(), TimeUnit.MILLISECONDS);
		}
	}

	private void reload(String cause) {
		Mono.fromFuture(() -> this.live.reload(cause)).subscribe((outcome) -> {
		}, (error) -> logger.error("The configuration could not be replaced", error));
	}

	private void tell(ReloadOutcome outcome) {
		if (!outcome.isSound()) {
			logger.warn("failed to reload config: {} ({}; the configuration in force stays)", outcome.summary(),
					outcome.cause());
		}
		else if (!outcome.isChange()) {
			logger.info("Configuration read again ({}): nothing changes", outcome.cause());
		}
		else {
			logger.info("Configuration replaced ({}): {}", outcome.cause(), outcome.summary());
			apply(this.live.get());
			this.preload.begin(this.live.get(), outcome.ids(ModelDifference.Kind.RESTART));
		}
	}

	// Reloads come one at a time.
	private void apply(Configuration now) {
		LoggingConfiguration before = this.logging;
		this.logging = now.logging();
		if (!before.equals(this.logging)) {
			ConsoleLog.apply(LogFormats.settings(this.logging));
			if (before.toStdout() != this.logging.toStdout()) {
				logger.warn("logToStdout changes for the output of models when the program is started again");
			}
		}
		if (!Objects.equals(now.activity().storePath(), this.store)) {
			logger.warn("store.path changes when the program is started again");
		}
	}

}
