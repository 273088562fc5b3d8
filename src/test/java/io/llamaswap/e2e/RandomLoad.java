package io.llamaswap.e2e;

import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;

import io.llamaswap.e2e.HistoryRecord.Fault;

/**
 * Clients that ask at random, drawn from a seed, while somebody else changes the
 * configuration and unloads models.
 */
final class RandomLoad {

	/** Nobody waits longer; whoever has no outcome by then has none. */
	static final Duration DEADLINE = Duration.ofSeconds(60);

	private static final int CLIENTS = 4;

	private static final List<String> MODELS = List.of("a", "b", "c", "d");

	private final long seed;

	private final Duration duration;

	private final ApiClient client;

	private final Disturber disturber;

	private final Queue<HistoryRecord> records = new ConcurrentLinkedQueue<>();

	private final Queue<String> mishaps = new ConcurrentLinkedQueue<>();

	RandomLoad(long seed, Duration duration, ApiClient client, Disturber disturber) {
		this.seed = seed;
		this.duration = duration;
		this.client = client;
		this.disturber = disturber;
	}

	/**
	 * Runs until the time is over and everybody has an outcome.
	 * @return what all clients saw
	 * @throws InterruptedException if the test is interrupted
	 */
	List<HistoryRecord> run() throws InterruptedException {
		long end = System.nanoTime() + this.duration.toNanos();
		List<Thread> threads = new ArrayList<>();
		for (int i = 0; i < CLIENTS; i++) {
			String name = "client" + i;
			Random random = new Random(this.seed * 31 + i);
			threads.add(thread(name, () -> ask(name, random, end)));
		}
		threads.add(thread("operator",
				() -> this.disturber.disturb(this.client, new Random(this.seed * 31 + CLIENTS), end)));
		for (Thread thread : threads) {
			thread.join();
		}
		return List.copyOf(this.records);
	}

	/**
	 * Returns what happened that has no place in a history.
	 * @return such as a request without an outcome
	 */
	List<String> mishaps() {
		return List.copyOf(this.mishaps);
	}

	/**
	 * Returns what was done to the models meanwhile.
	 * @return the disturbances, oldest first
	 */
	List<Disturbance> disturbances() {
		return this.disturber.disturbances();
	}

	private Thread thread(String name, Runnable task) {
		Thread thread = new Thread(task, name);
		thread.setUncaughtExceptionHandler((dead, ex) -> this.mishaps.add(name + ": " + ex));
		thread.start();
		return thread;
	}

	private void ask(String name, Random random, long end) {
		for (int i = 0; System.nanoTime() < end; i++) {
			request(name + "-" + i, random);
			pause(random.nextInt(1500));
		}
	}

	private void request(String nonce, Random random) {
		String model = MODELS.get(random.nextInt(MODELS.size()));
		Fault fault = fault(random);
		boolean stream = fault != Fault.NONE || random.nextBoolean();
		HttpRequest.Builder request = this.client.chat(model, nonce, 3 + random.nextInt(30), stream);
		switch (fault) {
			case CRASH -> request.header("X-Demo-Exit-After-Tokens", "2");
			case CUT -> request.header("X-Demo-Cut-After", "2");
			case HANG -> request.header("X-Demo-Hang", "true");
			default -> {
			}
		}
		long begin = System.nanoTime();
		CompletableFuture<HttpResponse<String>> answer = this.client.sendAsync(request);
		boolean leaves = fault == Fault.CANCEL || fault == Fault.HANG;
		try {
			HttpResponse<String> response = answer.get(leaves ? random.nextInt(3000) : DEADLINE.toMillis(),
					TimeUnit.MILLISECONDS);
			boolean complete = !stream || response.body().contains("[DONE]");
			record(nonce, model, fault, begin, response.statusCode(), response.body(), complete);
			if (List.of(429, 503).contains(response.statusCode())
					&& response.headers().firstValue("Retry-After").isEmpty()) {
				this.mishaps.add("refused without saying until when: " + nonce + " " + response);
			}
		}
		catch (ExecutionException ex) {
			record(nonce, model, fault, begin, 0, String.valueOf(ex.getCause()), false);
		}
		catch (TimeoutException ex) {
			answer.cancel(true);
			record(nonce, model, fault, begin, 0, "left", false);
			if (!leaves) {
				this.mishaps.add("no outcome within " + DEADLINE + ": " + nonce + " for " + model);
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	private void record(String nonce, String model, Fault fault, long begin, int status, String body,
			boolean complete) {
		this.records.add(new HistoryRecord(nonce, model, fault, begin, System.nanoTime(), status, body, complete));
	}

	private static Fault fault(Random random) {
		return switch (random.nextInt(20)) {
			case 0 -> Fault.CRASH;
			case 1 -> Fault.CUT;
			case 2 -> Fault.HANG;
			case 3, 4, 5 -> Fault.CANCEL;
			default -> Fault.NONE;
		};
	}

	static void pause(int millis) {
		LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(millis));
	}

}
