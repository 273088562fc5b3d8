package io.llamaswap.routing;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.llamaswap.test.Configurations;
import io.llamaswap.upstream.OutboundProxies;
import io.netty.util.internal.PlatformDependent;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Acceptance: 200 streams at once, of different lengths, a tenth of whose clients leave
 * somewhere. Nobody gets a byte of another's answer, and nothing is left behind.
 */
class ManyStreamsTests {

	private static final int STREAMS = 200;

	private static final int MOST_EVENTS = 40;

	/** What the allocator of the model servers' side takes at once, for two threads. */
	private static final int CHUNKS = 8 << 20;

	private static final long SEED = 20_261_123;

	private static final Duration SOON = Duration.ofSeconds(20);

	private static final Duration AT_ONCE = Duration.ofSeconds(1);

	private static final Pattern ASKED = Pattern
		.compile("\"user\":\"(u[0-9]+)\",\"n\":([0-9]+),\"leaves\":(true|false)");

	private final CountedMemory memory = new CountedMemory();

	private final DataPath path = new DataPath(Configurations.parse("models: {m: {cmd: 'x --port ${PORT}'}}"),
			OutboundProxies.of(Map.of()), this.memory.allocator());

	/** When each client left that did, and then how long its model server worked on. */
	private final Map<String, Long> departures = new ConcurrentHashMap<>();

	private final Map<String, Duration> cancels = new ConcurrentHashMap<>();

	private final GivenTime time = new GivenTime();

	private final SocketUpstream upstream = new SocketUpstream(this::serve);

	private final ExecutorService clients = Executors.newFixedThreadPool(STREAMS);

	@AfterEach
	void stop() throws IOException {
		this.clients.shutdownNow();
		this.path.close();
		this.upstream.close();
		this.time.close();
	}

	@Test
	void everybodyGetsTheirOwnAnswerAndNothingIsLeft() throws Exception {
		this.path.lifecycle.serve("m", this.upstream.uri(), 1);
		Random random = new Random(SEED);
		int leaving = round(random);
		long before = usedMemory();
		long directBefore = PlatformDependent.usedDirectMemory();
		leaving += round(random);
		int expected = leaving;
		Awaitility.await().atMost(SOON).untilAsserted(() -> assertThat(this.cancels).hasSize(expected));
		assertThat(this.cancels.values()).as("how long was worked for nobody")
			.allMatch((worked) -> worked.compareTo(AT_ONCE) < 0);
		assertThat(this.path.lifecycle.granted).hasValue(2 * STREAMS);
		assertThat(usedMemory() - before).as("bytes more than after the first round").isLessThan(16 << 20);
		assertThat(PlatformDependent.usedDirectMemory() - directBefore).as("the same outside the heap")
			.isLessThanOrEqualTo(CHUNKS);
	}

	private int round(Random random) throws Exception {
		List<Future<Void>> answers = new ArrayList<>();
		int leaving = 0;
		for (int index = 0; index < STREAMS; index++) {
			boolean leaves = random.nextInt(10) == 0;
			leaving += leaves ? 1 : 0;
			String marker = "u" + random.nextInt(1_000_000_000);
			int events = 1 + random.nextInt(MOST_EVENTS);
			answers.add(this.clients.submit(() -> ask(marker, events, leaves)));
		}
		for (Future<Void> answer : answers) {
			answer.get(SOON.toSeconds(), TimeUnit.SECONDS);
		}
		Awaitility.await().atMost(SOON).until(() -> this.path.lifecycle.open() == 0);
		Awaitility.await().atMost(SOON).until(() -> this.path.activity.inFlight().all().isEmpty());
		assertThat(this.path.budget.left()).isEqualTo(DataPath.BODY_LIMIT * 4);
		Awaitility.await().atMost(SOON).untilAsserted(() -> assertThat(this.memory.buffersInUse()).isZero());
		return leaving;
	}

	private Void ask(String marker, int events, boolean leaves) throws IOException {
		try (DataPath.Client client = this.path.connect()) {
			client.write(DataPath.post("/v1/chat/completions", "{\"model\":\"m\",\"stream\":true,\"user\":\"" + marker
					+ "\",\"n\":" + events + ",\"leaves\":" + leaves + "}"));
			StringBuilder expected = new StringBuilder();
			for (int index = 0; index < events; index++) {
				expected.append(event(marker, index));
			}
			String head = client.readUntil("\r\n\r\n");
			assertThat(head).startsWith("HTTP/1.1 200 ");
			String body = leaves ? new String(client.socket.getInputStream().readNBytes(expected.length() / 2),
					StandardCharsets.UTF_8) : client.readUntil("\r\n0\r\n\r\n");
			assertThat(expected.toString()).startsWith(unchunked(body));
			assertThat(leaves || unchunked(body).length() == expected.length()).as("whole").isTrue();
			this.departures.put(marker, this.time.nanos());
		}
		return null;
	}

	// The last chunk may be cut where its reader left.
	private static String unchunked(String body) {
		StringBuilder text = new StringBuilder();
		int index = 0;
		while (index < body.length()) {
			int line = body.indexOf("\r\n", index);
			if (line < 0) {
				break;
			}
			int size = Integer.parseInt(body.substring(index, line), 16);
			text.append(body, line + 2, Math.min(body.length(), line + 2 + size));
			index = line + 4 + size;
		}
		return text.toString();
	}

	// A client that leaves does so while its stream is still going on.
	private void serve(SocketUpstream.Peer connection) throws IOException {
		for (String request = connection.readRequest(); request != null; request = connection.readRequest()) {
			Matcher asked = ASKED.matcher(request);
			if (!asked.find()) {
				throw new IOException("not what was sent: " + request);
			}
			connection
				.write("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n");
			for (int index = 0; index < Integer.parseInt(asked.group(2)); index++) {
				String event = event(asked.group(1), index);
				connection.write(Integer.toHexString(event.length()) + "\r\n" + event + "\r\n");
			}
			if (Boolean.parseBoolean(asked.group(3))) {
				try {
					connection.awaitEnd();
				}
				finally {
					this.cancels.put(asked.group(1), this.time.since(left(asked.group(1))));
				}
				return;
			}
			connection.write("0\r\n\r\n");
		}
	}

	private long left(String marker) {
		return Objects.requireNonNull(this.departures.get(marker));
	}

	private static String event(String marker, int index) {
		return "data: " + marker + " " + index + " " + "x".repeat(index) + "\n\n";
	}

	private static long usedMemory() {
		System.gc();
		return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
	}

	/**
	 * A clock that stands still while the machine gives this program no time, so that
	 * only our own slowness is measured.
	 */
	private static final class GivenTime implements AutoCloseable {

		private static final long TICK = Duration.ofMillis(10).toNanos();

		private final ScheduledExecutorService ticks = Executors.newSingleThreadScheduledExecutor();

		private final AtomicLong given = new AtomicLong();

		private final Future<?> ticking = this.ticks.scheduleWithFixedDelay(this::tick, 0, TICK, TimeUnit.NANOSECONDS);

		private long last = System.nanoTime();

		private void tick() {
			long now = System.nanoTime();
			this.given.addAndGet(Math.min(2 * TICK, now - this.last));
			this.last = now;
		}

		long nanos() {
			return this.given.get();
		}

		Duration since(long nanos) {
			return Duration.ofNanos(nanos() - nanos);
		}

		@Override
		public void close() {
			this.ticking.cancel(true);
			this.ticks.shutdownNow();
		}

	}

}
