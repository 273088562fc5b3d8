package io.llamaswap.test;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

import org.awaitility.Awaitility;

/**
 * A demo model server that a test starts by itself, on a port of its own.
 */
public final class DemoProcess implements AutoCloseable {

	private static final String LISTENS = " listens on 127.0.0.1:";

	private final Process process;

	private final List<String> lines = new CopyOnWriteArrayList<>();

	private DemoProcess(Process process) {
		this.process = process;
	}

	/**
	 * Starts one.
	 * @param model the name it answers with
	 * @param switches its switches
	 * @return the process, perhaps not yet listening
	 * @throws IOException if it cannot be started
	 */
	public static DemoProcess start(String model, String... switches) throws IOException {
		ProcessBuilder builder = new ProcessBuilder(DemoModels.arguments("0", model, switches));
		DemoProcess demo = new DemoProcess(builder.redirectErrorStream(true).start());
		Thread reader = new Thread(demo::read, "demo output");
		reader.setDaemon(true);
		reader.start();
		return demo;
	}

	/**
	 * Returns the process.
	 * @return the process
	 */
	public Process process() {
		return this.process;
	}

	/**
	 * Returns what it printed.
	 * @return the lines so far
	 */
	public List<String> lines() {
		return List.copyOf(this.lines);
	}

	/**
	 * Waits until it listens.
	 * @return the port
	 */
	public int port() {
		Awaitility.await().atMost(20, TimeUnit.SECONDS).until(() -> this.lines.stream().anyMatch(DemoProcess::tells));
		String line = this.lines.stream().filter(DemoProcess::tells).findFirst().orElseThrow();
		return Integer.parseInt(line.substring(line.indexOf(LISTENS) + LISTENS.length()));
	}

	/**
	 * Returns an address on it.
	 * @param path path and query
	 * @return the address
	 */
	public URI uri(String path) {
		return URI.create("http://127.0.0.1:" + port() + path);
	}

	/**
	 * Waits for its end.
	 * @return the exit code
	 * @throws InterruptedException if the test is interrupted
	 */
	public int exitCode() throws InterruptedException {
		if (!this.process.waitFor(20, TimeUnit.SECONDS)) {
			throw new AssertionError("the demo model server is still running");
		}
		return this.process.exitValue();
	}

	@Override
	public void close() {
		this.process.destroyForcibly();
	}

	private static boolean tells(String line) {
		return line.contains(LISTENS);
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
