package io.llamaswap.upstream.process;

import java.io.IOException;
import java.io.InputStream;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Runs small programs that only tell something. They have nothing to do with any model,
 * and none outlives its time. Calls block.
 */
public final class ShortCommand {

	/** No tool has more to say; one that prints more is killed. */
	static final int MOST_OUTPUT = 1 << 20;

	private final ProgramPath programs;

	ShortCommand(ProgramPath programs) {
		this.programs = programs;
	}

	/**
	 * Finds programs where a shell would.
	 * @return commands of this machine
	 */
	public static ShortCommand ofThisMachine() {
		return new ShortCommand(ProgramPath.ofEnvironment());
	}

	/**
	 * Tells whether there is a program.
	 * @param name its name
	 * @return {@code true} if it may be run, or if only a try would tell
	 */
	public boolean isThere(String name) {
		return this.programs.find(name).isPresent();
	}

	/**
	 * Runs a program to its end.
	 * @param words its name and its arguments
	 * @param limit how long it may take before it is killed
	 * @return what it printed, or empty if it was not there, failed, or had to be killed
	 */
	public Optional<String> run(List<String> words, Duration limit) {
		return this.programs.find(words.get(0)).flatMap((program) -> {
			List<String> command = new ArrayList<>(words);
			command.set(0, program);
			return run(new ProcessBuilder(command), limit);
		});
	}

	private static Optional<String> run(ProcessBuilder builder, Duration limit) {
		builder.redirectError(Redirect.DISCARD).environment().put("LC_ALL", "C");
		Process process;
		try {
			process = builder.start();
			process.getOutputStream().close();
		}
		catch (IOException ex) {
			return Optional.empty();
		}
		try {
			long deadline = System.nanoTime() + limit.toNanos();
			// Only a thread of its own can be left behind by a child that hangs in a
			// driver, where no signal reaches it.
			byte[] printed = reading(process.getInputStream()).get(limit.toNanos(), TimeUnit.NANOSECONDS);
			boolean ended = printed.length < MOST_OUTPUT
					&& process.waitFor(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
			return (ended && process.exitValue() == 0) ? Optional.of(new String(printed, StandardCharsets.UTF_8))
					: Optional.empty();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			return Optional.empty();
		}
		catch (ExecutionException | TimeoutException ex) {
			return Optional.empty();
		}
		finally {
			process.descendants().forEach(ProcessHandle::destroyForcibly);
			process.destroyForcibly();
		}
	}

	private static CompletableFuture<byte[]> reading(InputStream output) {
		CompletableFuture<byte[]> printed = new CompletableFuture<>();
		Thread reader = new Thread(() -> {
			try (output) {
				printed.complete(output.readNBytes(MOST_OUTPUT));
			}
			catch (IOException ex) {
				printed.completeExceptionally(ex);
			}
		}, "short-command");
		reader.setDaemon(true);
		reader.start();
		return printed;
	}

}
