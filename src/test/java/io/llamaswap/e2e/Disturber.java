package io.llamaswap.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.http.HttpRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;

import io.llamaswap.e2e.Disturbance.Kind;
import io.llamaswap.test.DemoJournal;
import io.llamaswap.test.DemoJournal.Entry;

/**
 * Somebody who changes the configuration, unloads, kills and freezes models and takes
 * their ports, drawn from a seed.
 */
final class Disturber {

	private static final List<String> MODELS = List.of("a", "b", "c");

	private final Path file;

	private final String yaml;

	private final DemoJournal journal;

	private final Queue<Disturbance> disturbances = new ConcurrentLinkedQueue<>();

	Disturber(Path file, String yaml, DemoJournal journal) {
		this.file = file;
		this.yaml = yaml;
		this.journal = journal;
	}

	/**
	 * Returns what was done.
	 * @return the disturbances, oldest first
	 */
	List<Disturbance> disturbances() {
		return List.copyOf(this.disturbances);
	}

	/**
	 * Goes on until the time is over, then puts the file back.
	 * @param client a client of the program
	 * @param random decides
	 * @param end when the time is over
	 */
	void disturb(ApiClient client, Random random, long end) {
		try {
			while (System.nanoTime() < end) {
				RandomLoad.pause(1000 + random.nextInt(4000));
				disturb(client, random);
			}
			write(this.yaml);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	private void disturb(ApiClient client, Random random) throws IOException, InterruptedException {
		String model = MODELS.get(random.nextInt(MODELS.size()));
		switch (random.nextInt(12)) {
			case 0 -> write("models: [");
			case 1 -> write(this.yaml + "# " + random.nextInt() + "\n");
			case 2 -> write(this.yaml.replace("    ttl: 20\n", "    ttl: " + (10 + random.nextInt(20)) + "\n"));
			case 3 -> write(this.yaml.replace("  b:\n", "  aa:\n    cmd: server --port ${PORT}\n  b:\n"));
			case 4 ->
				write(this.yaml.replaceFirst("--tokens-per-second 50", "--tokens-per-second 6" + random.nextInt(10)));
			case 5 -> signal(Kind.KILL, model, 0);
			case 6, 7 -> signal(Kind.FREEZE, model, random.nextInt(1500));
			case 8 -> unload(client, Kind.UNLOAD, model, "?wait=false");
			case 9 -> takePort(model, random.nextInt(2000));
			default -> unload(client, Kind.DRAIN, model, "?mode=drain&wait=false");
		}
	}

	// Whatever is written, it may be the command of the first model that changes.
	private void write(String text) throws IOException {
		long begin = System.nanoTime();
		Files.writeString(this.file, text);
		note("a", Kind.RELOAD, begin);
	}

	private void unload(ApiClient client, Kind kind, String model, String how)
			throws IOException, InterruptedException {
		long begin = System.nanoTime();
		client.send(client.at("/api/models/unload/" + model + how).POST(HttpRequest.BodyPublishers.noBody()));
		note(model, kind, begin);
	}

	private void signal(Kind kind, String model, int millis) throws IOException, InterruptedException {
		List<Entry> starts = this.journal.find(model, "start");
		if (starts.isEmpty() || !starts.get(starts.size() - 1).isRunning()) {
			return;
		}
		long pid = starts.get(starts.size() - 1).pid();
		long begin = System.nanoTime();
		kill((kind == Kind.KILL) ? "-KILL" : "-STOP", pid);
		if (kind == Kind.FREEZE) {
			RandomLoad.pause(millis);
			kill("-CONT", pid);
		}
		note(model, kind, begin);
	}

	private static void kill(String signal, long pid) throws IOException, InterruptedException {
		new ProcessBuilder("kill", signal, String.valueOf(pid)).start().waitFor();
	}

	private void takePort(String model, int millis) {
		List<Entry> listened = this.journal.find(model, "listening");
		if (listened.isEmpty()) {
			return;
		}
		int port = Integer.parseInt(listened.get(listened.size() - 1).detail("port"));
		long begin = System.nanoTime();
		try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
			RandomLoad.pause(millis);
			note(model, Kind.PORT, begin);
		}
		catch (IOException ex) {
			// The model is alive: its port cannot be taken.
			return;
		}
	}

	private void note(String model, Kind kind, long begin) {
		this.disturbances.add(new Disturbance(model, kind, begin, System.nanoTime()));
	}

}
