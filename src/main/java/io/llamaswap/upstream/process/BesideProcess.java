package io.llamaswap.upstream.process;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

import io.llamaswap.upstream.BesideCommand;
import io.llamaswap.upstream.Launch;
import org.jspecify.annotations.Nullable;

/**
 * Runs commands beside a model server: in a group of its own, with the environment of the
 * model, for a limited time. What they print goes to the model's log.
 */
final class BesideProcess {

	private final ProcessHost host;

	private final Guard guard;

	private final Launch launch;

	private final LifeMarker marker;

	BesideProcess(ProcessHost host, Guard guard, Launch launch, LifeMarker marker) {
		this.host = host;
		this.guard = guard;
		this.launch = launch;
		this.marker = marker;
	}

	/**
	 * Runs a command. What it leaves in the background belongs to the model server.
	 * @param command the command
	 * @return the exit code, or why there is none; cancelling kills it
	 */
	CompletableFuture<Integer> run(BesideCommand command) {
		CompletableFuture<Integer> result = new CompletableFuture<>();
		// At once, so that a start that hangs has a limit too.
		result.orTimeout(command.limit().toMillis(), TimeUnit.MILLISECONDS);
		CompletionStage<ChildProcess> started = begin(command, this.host.spawn());
		started.whenComplete((child, error) -> {
			if (child != null) {
				follow(child, result);
			}
			else {
				result.completeExceptionally(cause(error));
			}
		});
		return result;
	}

	private void follow(ChildProcess child, CompletableFuture<Integer> result) {
		CompletionStage<Process> exit = child.process().onExit();
		exit.thenAccept((process) -> result.complete(process.exitValue()));
		CompletionStage<Integer> outcome = result;
		// Whoever cancels must not wait for signals to be sent.
		outcome.whenComplete((exitCode, late) -> this.host.looks().execute(() -> end(child, late != null)));
	}

	private CompletionStage<ChildProcess> begin(BesideCommand command, Executor spawn) {
		try {
			return CompletableFuture.supplyAsync(() -> start(command), spawn);
		}
		catch (RuntimeException ex) {
			return CompletableFuture.failedFuture(ex);
		}
	}

	private ChildProcess start(BesideCommand command) {
		this.guard.ensureAlive();
		ChildProcess child = ChildProcess.start(this.host, command.words(), environment(command), this.marker,
				this.launch.output());
		if (child.group() != null) {
			this.guard.watch(child.group(), List.of());
		}
		return child;
	}

	private ChildEnvironment environment(BesideCommand command) {
		List<String> added = command.environment()
			.entrySet()
			.stream()
			.map((entry) -> entry.getKey() + "=" + entry.getValue())
			.toList();
		return ChildEnvironment.of(this.launch.configuration()).with(added);
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

	private static Throwable cause(@Nullable Throwable error) {
		Throwable found = (error != null) ? error : new IllegalStateException("nothing was started");
		return (found instanceof CompletionException && found.getCause() != null) ? found.getCause() : found;
	}

}
