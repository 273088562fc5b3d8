package io.llamaswap.upstream.process;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.context.SmartLifecycle;

/**
 * Sweeps before anything else starts, and closes the launcher after everything else has
 * stopped.
 */
final class ProcessUpstreamLifecycle implements SmartLifecycle {

	private static final Logger logger = LoggerFactory.getLogger(ProcessUpstreamLifecycle.class);

	private final ProcessUpstreamLauncher launcher;

	private volatile boolean running;

	ProcessUpstreamLifecycle(ProcessUpstreamLauncher launcher) {
		this.launcher = launcher;
	}

	@Override
	public void start() {
		this.running = true;
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
