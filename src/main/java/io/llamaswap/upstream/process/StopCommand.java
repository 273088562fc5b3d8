package io.llamaswap.upstream.process;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import io.llamaswap.config.CommandSyntax;
import io.llamaswap.upstream.Launch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The {@code cmdStop} of a model: runs instead of a signal, in a group of its own, with
 * the environment of the model, for a limited time. What it prints goes to the model's
 * log.
 */
final class StopCommand {

	private static final Logger logger = LoggerFactory.getLogger(StopCommand.class);

	private static final String PID_MACRO = "${PID}";

	private final ProcessHost host;

	private final Guard guard;

	private final Launch launch;

	private final LifeMarker marker;

	StopCommand(ProcessHost host, Guard guard, Launch launch, LifeMarker marker) {
		this.host = host;
		this.guard = guard;
		this.launch = launch;
		this.marker = marker;
	}

	/**
	 * Tells whether the command is about the main process and makes no sense without it.
	 * @param cmdStop the command
	 * @return whether it contains <code>${PID}</code>
	 */
	static boolean namesProcess(String cmdStop) {
		return cmdStop.contains(PID_MACRO);
	}

	/**
	 * Runs it.
	 * @param cmdStop the command, with <code>${PID}</code>
	 * @param pid process id of the model server
	 * @param limit how long it may take before it is killed
	 * @return whether it ended in time with exit code 0; never fails
	 */
	CompletableFuture<Boolean> run(String cmdStop, long pid, Duration limit) {
		return CompletableFuture.supplyAsync(() -> start(cmdStop, pid), this.host.spawn())
			.thenCompose((child) -> outcome(child, limit))
			.exceptionally((error) -> {
				Throwable cause = (error.getCause() != null) ? error.getCause() : error;
				logger.warn("{}: cmdStop could not be run: {}", this.launch.model(), cause.getMessage());
				return false;
			});
	}

	private ChildProcess start(String cmdStop, long pid) {
		String text = cmdStop.replace(PID_MACRO, Long.toString(pid));
		List<String> words = CommandSyntax.ofSystem().split(text);
		ChildProcess child = ChildProcess.start(this.host, words, ChildEnvironment.of(this.launch.configuration()),
				this.marker, this.launch.output());
		if (child.group() != null) {
			this.guard.watch(child.group());
		}
		return child;
	}

	private CompletableFuture<Boolean> outcome(ChildProcess child, Duration limit) {
		return child.process()
			.onExit()
			.thenApply(Process::exitValue)
			.orTimeout(limit.toMillis(), TimeUnit.MILLISECONDS)
			.handle((exitCode, error) -> {
				end(child, error != null);
				if (error != null) {
					logger.warn("{}: cmdStop did not end within {} ms", this.launch.model(), limit.toMillis());
				}
				else if (exitCode != 0) {
					logger.warn("{}: cmdStop ended with exit code {}", this.launch.model(), exitCode);
				}
				return error == null && exitCode == 0;
			});
	}

	private void end(ChildProcess child, boolean late) {
		if (late) {
			child.process().destroyForcibly();
		}
		if (child.group() != null) {
			if (late) {
				this.guard.signal(Guard.Signal.KILL, child.group());
			}
			this.guard.forget(child.group());
		}
	}

}
