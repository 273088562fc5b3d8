package io.llamaswap.upstream.process;

import java.time.Duration;
import java.util.Timer;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.context.SmartLifecycle;

/**
 * Sweeps before anything else starts, and closes the launcher after everything else has
 * stopped. As process 1 it takes up orphans meanwhile.
 */
final class ProcessUpstreamLifecycle implements SmartLifecycle {

	private static final Logger logger = LoggerFactory.getLogger(ProcessUpstreamLifecycle.class);

	private static final Duration ORPHAN_LOOK = Duration.ofSeconds(1);

	private final ProcessUpstreamLauncher launcher;

	private @Nullable Timer orphans;

	private volatile boolean running;

	ProcessUpstreamLifecycle(ProcessUpstreamLauncher launcher) {
		this.launcher = launcher;
	}

	@Override
	public void start() {
		this.running = true;
		if (ProcessHandle.current().pid() == OrphanReaper.FIRST) {
			this.orphans = new Timer("orphan-reaper", true);
			this.orphans.schedule(this.launcher.reaper(), ORPHAN_LOOK.toMillis(), ORPHAN_LOOK.toMillis());
		}
		this.launcher.open().whenComplete((report, error) -> {
			if (error != null) {
				logger.warn("Left-overs of earlier runs could not be looked for", error);
			}
			else {
				tell(report);
			}
		});
	}

	@Override
	public void stop() {
		this.running = false;
		this.launcher.close();
		if (this.orphans != null) {
			this.orphans.cancel();
		}
	}

	@Override
	public boolean isRunning() {
		return this.running;
	}

	@Override
	public int getPhase() {
		return Integer.MIN_VALUE;
	}

	private static void tell(SweepReport report) {
		if (!report.found().isEmpty()) {
			logger.warn("Ended what an earlier run left behind: {}", report.found());
		}
		if (!report.survivors().isEmpty()) {
			logger.error("Still there although killed: {}", report.survivors());
		}
	}

}
