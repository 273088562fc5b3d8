package io.llamaswap.test;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.awaitility.Awaitility;

/**
 * The released jar as a real process: started like a user does, with all it prints, and
 * ended for sure. Needs the system property {@code llamaswap.jar}, which Failsafe sets.
 */
public final class ProgramProcess implements AutoCloseable {

	/** How long a start may take on a busy machine. */
	public static final Duration PATIENCE = Duration.ofSeconds(90);

	private static final Pattern MODELS = Pattern.compile("Models: +(http\\S+)/v1/models");

	private static final Pattern MANAGEMENT = Pattern.compile("Management: +(http\\S+)/actuator");

	private final Process process;

	private final List<String> output = new CopyOnWriteArrayList<>();

	private final List<String> errors = new CopyOnWriteArrayList<>();

	private final List<Thread> readers = new ArrayList<>();

	private ProgramProcess(Process process) {
		this.process = process;
		follow(process.getInputStream(), this.output);
		follow(process.getErrorStream(), this.errors);
	}

	/**
	 * Starts the jar.
	 * @param workingDirectory where it runs
	 * @param arguments its command line
	 * @return the process, perhaps not ready yet
	 */
	public static ProgramProcess start(Path workingDirectory, String... arguments) {
		return startBy(List.of(), workingDirectory, arguments);
	}

	/**
	 * Starts the jar by way of another program, on ports that the system chooses.
	 * @param wrapper the words in front of its command line, none for no other program
	 * @param folder where it runs, and where the configuration file is written
	 * @param yaml the configuration
	 * @return the process, perhaps not ready yet
	 * @throws IOException if the file cannot be written
	 */
	public static ProgramProcess serving(List<String> wrapper, Path folder, String yaml) throws IOException {
		Path file = Files.writeString(folder.resolve("jar-config.yaml"), yaml);
		return startBy(wrapper, folder, "--config", file.toString(), "--listen", "127.0.0.1:0", "--management",
				"127.0.0.1:0");
	}

	/**
	 * Returns the jar under test.
	 * @return the jar, perhaps not built
	 */
	public static Path jar() {
		return Path.of(System.getProperty("llamaswap.jar", "target/llama-swap.jar")).toAbsolutePath();
	}

	private static ProgramProcess startBy(List<String> wrapper, Path workingDirectory, String... arguments) {
		List<String> command = new ArrayList<>(wrapper);
		command.addAll(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx256m",
				"-XX:TieredStopAtLevel=1", "-jar", jar().toString()));
		command.addAll(List.of(arguments));
		try {
			return new ProgramProcess(new ProcessBuilder(command).directory(workingDirectory.toFile()).start());
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Waits until it serves requests.
	 * @return this process
	 */
	public ProgramProcess awaitReady() {
		awaitLine(MANAGEMENT);
		return this;
	}

	/**
	 * Waits for a line of its standard output.
	 * @param pattern found in the line
	 */
	public void awaitLine(Pattern pattern) {
		Awaitility.await()
			.atMost(PATIENCE)
			.failFast("it ended: " + this, () -> !this.process.isAlive())
			.until(() -> this.output.stream().anyMatch(pattern.asPredicate()));
	}

	/**
	 * Waits for its end.
	 * @param patience how long it may take
	 * @return the exit code
	 */
	public int awaitExit(Duration patience) {
		try {
			if (!this.process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS)) {
				throw new AssertionError("still running after " + patience + ": " + this);
			}
			for (Thread reader : this.readers) {
				reader.join(PATIENCE.toMillis());
			}
			return this.process.exitValue();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new AssertionError(ex);
		}
	}

	/**
	 * Sends a signal.
	 * @param name such as {@code TERM}
	 */
	public void signal(String name) {
		try {
			new ProcessBuilder("kill", "-s", name, String.valueOf(this.process.pid())).start().waitFor();
		}
		catch (IOException | InterruptedException ex) {
			throw new AssertionError(ex);
		}
	}

	/**
	 * Returns where it serves, as it said itself.
	 * @return a base address without a trailing slash
	 */
	public String url() {
		return find(MODELS);
	}

	/**
	 * Returns where its management endpoints are, as it said itself.
	 * @return a base address without a trailing slash
	 */
	public String managementUrl() {
		return find(MANAGEMENT);
	}

	private String find(Pattern pattern) {
		for (String line : this.output) {
			Matcher matcher = pattern.matcher(line);
			if (matcher.find()) {
				return matcher.group(1);
			}
		}
		throw new AssertionError("no " + pattern + " in " + this);
	}

	public long pid() {
		return this.process.pid();
	}

	public boolean isAlive() {
		return this.process.isAlive();
	}

	/**
	 * Returns what it has printed so far.
	 * @return the lines of standard output
	 */
	public List<String> output() {
		return this.output;
	}

	/**
	 * Returns what it has complained of so far.
	 * @return the lines of standard error
	 */
	public List<String> errors() {
		return this.errors;
	}

	/**
	 * Ends it in order, by force if that takes too long.
	 */
	@Override
	public void close() {
		this.process.destroy();
		try {
			if (!this.process.waitFor(40, TimeUnit.SECONDS)) {
				this.process.destroyForcibly();
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			this.process.destroyForcibly();
		}
	}

	private void follow(InputStream stream, List<String> lines) {
		Thread reader = new Thread(() -> {
			try (BufferedReader in = new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8))) {
				in.lines().forEach(lines::add);
			}
			catch (IOException | UncheckedIOException ex) {
				lines.add("(stream ended: " + ex.getMessage() + ")");
			}
		}, "program-output");
		reader.setDaemon(true);
		reader.start();
		this.readers.add(reader);
	}

	@Override
	public String toString() {
		return "stdout " + this.output + ", stderr " + this.errors;
	}

}
