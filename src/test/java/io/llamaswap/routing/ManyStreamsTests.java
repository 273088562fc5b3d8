package io.llamaswap.routing;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.llamaswap.test.Configurations;
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

	private static final long SEED = 20_261_123;

	private static final Duration SOON = Duration.ofSeconds(20);

	private static final Pattern ASKED = Pattern
		.compile("\"user\":\"(u[0-9]+)\",\"n\":([0-9]+),\"leaves\":(true|false)");

	private final DataPath path = new DataPath(Configurations.parse("models: {m: {cmd: 'x --port ${PORT}'}}"));

	private final AtomicInteger cancels = new AtomicInteger();

	private final SocketUpstream upstream = new SocketUpstream(this::serve);

	private final ExecutorService clients = Executors.newFixedThreadPool(STREAMS);

	@AfterEach
	void stop() throws IOException {
		this.clients.shutdownNow();
		this.path.close();
		this.upstream.close();
	}

	@Test
	void everybodyGetsTheirOwnAnswerAndNothingIsLeft() throws Exception {
		this.path.lifecycle.serve("m", this.upstream.uri(), 1);
		Random random = new Random(SEED);
		int leaving = round(random);
		long before = usedMemory();
		leaving += round(random);
		int expected = leaving;
		Awaitility.await().atMost(SOON).untilAsserted(() -> assertThat(this.cancels).hasValue(expected));
		assertThat(this.path.lifecycle.granted).hasValue(2 * STREAMS);
		assertThat(usedMemory() - before).as("bytes more than after the first round").isLessThan(16 << 20);
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
					this.cancels.incrementAndGet();
				}
				return;
			}
			connection.write("0\r\n\r\n");
		}
	}

	private static String event(String marker, int index) {
		return "data: " + marker + " " + index + " " + "x".repeat(index) + "\n\n";
	}

	private static long usedMemory() {
		System.gc();
		return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
	}

}
