package io.llamaswap.routing;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import io.llamaswap.test.Configurations;
import io.netty.util.internal.PlatformDependent;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Acceptance: clients that do not read their large streams cost next to no memory, hold
 * their model servers back, and slow nobody else down.
 */
class SlowReadersTests {

	private static final int READERS = 20;

	/**
	 * How many pieces of 64 KB each of them is offered: more than the kernel's buffers of
	 * both connections hold together, which may be tuned to tens of megabytes.
	 */
	private static final int OFFERED = 2048;

	private static final int PIECE = 65_536;

	private static final int EVENTS = 300;

	private static final Duration SOON = Duration.ofSeconds(20);

	private final DataPath path = new DataPath(Configurations.parse("models: {m: {cmd: 'x --port ${PORT}'}}"));

	private final Queue<AtomicInteger> written = new ConcurrentLinkedQueue<>();

	private final Semaphore next = new Semaphore(0);

	private final SocketUpstream upstream = new SocketUpstream(this::serve);

	private final List<DataPath.Client> readers = new ArrayList<>();

	@AfterEach
	void nothingIsLeftOver() throws IOException {
		for (DataPath.Client reader : this.readers) {
			reader.close();
		}
		this.path.closeWhenQuiet();
		this.upstream.close();
	}

	@Test
	void costLittleAndSlowNobodyDown() throws IOException {
		this.path.lifecycle.serve("m", this.upstream.uri(), 1);
		long before = PlatformDependent.usedDirectMemory();
		try (DataPath.Client quick = this.path.connect()) {
			quick.write(DataPath.post("/v1/chat/completions", "{\"model\":\"m\",\"stream\":true}"));
			quick.readUntil("\r\n\r\n");
			progress(quick, 0, EVENTS / 3);
			for (int number = 0; number < READERS; number++) {
				DataPath.Client reader = this.path.connect();
				this.readers.add(reader);
				reader.socket.setReceiveBufferSize(PIECE);
				reader.write(DataPath.post("/v1/completions", "{\"model\":\"m\",\"stream\":true}"));
			}
			progress(quick, EVENTS / 3, 2 * EVENTS / 3);
			Awaitility.await().atMost(SOON).until(() -> this.written.size() == READERS);
			Awaitility.await().during(Duration.ofMillis(500)).atMost(SOON).until(new Standstill(this.written)::isThere);
			assertThat(this.written).allSatisfy((pieces) -> assertThat(pieces).hasValueLessThan(OFFERED));
			assertThat(PlatformDependent.usedDirectMemory() - before).as("held for all readers")
				.isLessThan(READERS * (1L << 20));
			assertThat(this.path.lifecycle.open()).as("nobody was given up").isEqualTo(READERS + 1);
			progress(quick, 2 * EVENTS / 3, EVENTS);
		}
	}

	// Each event is made only when the one before has been seen: progress, not time.
	private void progress(DataPath.Client client, int from, int to) throws IOException {
		for (int number = from; number < to; number++) {
			this.next.release();
			client.readUntil("data: " + number + "\n\n\r\n");
		}
	}

	private void serve(SocketUpstream.Peer connection) throws IOException {
		String request = String.valueOf(connection.readRequest());
		connection.write("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n");
		if (request.contains("/v1/completions")) {
			AtomicInteger pieces = new AtomicInteger();
			this.written.add(pieces);
			String piece = chunk("data: " + "x".repeat(PIECE - 8) + "\n\n");
			while (pieces.get() < OFFERED) {
				connection.write(piece);
				pieces.incrementAndGet();
			}
			return;
		}
		for (int number = 0; number < EVENTS; number++) {
			awaitNext();
			connection.write(chunk("data: " + number + "\n\n"));
		}
		connection.awaitEnd();
	}

	private void awaitNext() throws IOException {
		try {
			if (!this.next.tryAcquire(10, TimeUnit.SECONDS)) {
				throw new IOException("the client never got that far");
			}
		}
		catch (InterruptedException ex) {
			throw new IOException(ex);
		}
	}

	private static String chunk(String text) {
		return Integer.toHexString(text.length()) + "\r\n" + text + "\r\n";
	}

	/**
	 * Tells whether nothing is written any more.
	 */
	private static final class Standstill {

		private final Queue<AtomicInteger> written;

		private int last = -1;

		Standstill(Queue<AtomicInteger> written) {
			this.written = written;
		}

		boolean isThere() {
			int all = this.written.stream().mapToInt(AtomicInteger::get).sum();
			boolean same = all == this.last;
			this.last = all;
			return same;
		}

	}

}
