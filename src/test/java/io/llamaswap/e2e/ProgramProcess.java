package io.llamaswap.e2e;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.awaitility.Awaitility;

/**
 * The released jar, run as a user would run it.
 */
final class ProgramProcess implements AutoCloseable {

	private static final Pattern ADDRESS = Pattern.compile("http://127\\.0\\.0\\.1:(\\d+)");

	private final Process process;

	private final List<String> lines = new CopyOnWriteArrayList<>();

	private ProgramProcess(Process process) {
		this.process = process;
	}

	/**
	 * Returns the jar under test.
	 * @return the jar, perhaps not built
	 */
	static Path jar() {
		return Path.of(System.getProperty("llamaswap.jar", "target/llama-swap.jar"));
	}

	static ProgramProcess start(Path folder, String yaml) throws IOException {
		return startBy(List.of(), folder, yaml);
	}

	/**
	 * Starts the jar by way of another program.
	 * @param wrapper the words in front of its command line
	 * @param folder where the configuration file is written
	 * @param yaml the configuration
	 * @return the process, perhaps not ready yet
	 * @throws IOException if it cannot be started
	 */
	static ProgramProcess startBy(List<String> wrapper, Path folder, String yaml) throws IOException {
		Path file = Files.writeString(folder.resolve("jar-config.yaml"), yaml);
		List<String> command = new ArrayList<>(wrapper);
		command.addAll(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx256m",
				"-XX:TieredStopAtLevel=1", "-jar", jar().toString(), "--config", file.toString(), "--listen",
				"127.0.0.1:0", "--management", "127.0.0.1:0"));
		Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
		ProgramProcess program = new ProgramProcess(process);
		Thread reader = new Thread(program::read, "program output");
		reader.setDaemon(true);
		reader.start();
		return program;
	}

	/**
	 * Waits until it serves.
	 * @return the first address that it prints
	 */
	URI address() {
		Awaitility.await()
			.atMost(120, TimeUnit.SECONDS)
			.until(() -> this.lines.stream().anyMatch((line) -> ADDRESS.matcher(line).find())
					|| !this.process.isAlive());
		for (String line : this.lines) {
			Matcher matcher = ADDRESS.matcher(line);
			if (matcher.find()) {
				return URI.create(matcher.group());
			}
		}
		throw new AssertionError("the program did not start: " + this.lines);
	}

	Process process() {
		return this.process;
	}

	List<String> lines() {
		return List.copyOf(this.lines);
	}

	@Override
	public void close() {
		this.process.destroyForcibly();
	}

	private void read() {
		try (BufferedReader reader = new BufferedReader(
				new InputStreamReader(this.process.getInputStream(), StandardCharsets.UTF_8))) {
			for (String line = reader.readLine(); line != null; line = reader.readLine()) {
				this.lines.add(line);
			}
		}
		catch (IOException ex) {
			// The process was killed.
			this.lines.add("end of output: " + ex.getMessage());
		}
	}

}
