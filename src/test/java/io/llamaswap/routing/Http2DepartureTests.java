package io.llamaswap.routing;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

import io.llamaswap.test.Configurations;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.netty.http.HttpProtocol;
import reactor.netty.http.client.HttpClient;
import reactor.netty.resources.ConnectionProvider;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Clients of HTTP/2 that leave, by a reset of their stream or by the end of their
 * connection: within a second nobody works for them any more.
 */
class Http2DepartureTests {

	private static final Duration SOON = Duration.ofSeconds(5);

	private static final Duration AT_ONCE = Duration.ofSeconds(1);

	private static final String CHAT = "{\"model\":\"m\",\"stream\":true}";

	private final DataPath path = DataPath.http2(Configurations.parse("models: {m: {cmd: 'x --port ${PORT}'}}"));

	private final ConnectionProvider connections = ConnectionProvider.create("leaving", 1);

	private final HttpClient client = HttpClient.create(this.connections)
		.protocol(HttpProtocol.H2C)
		.baseUrl(this.path.uri().toString());

	private final ConcurrentLinkedQueue<String> heard = new ConcurrentLinkedQueue<>();

	private @Nullable SocketUpstream upstream;

	@AfterEach
	void nothingIsLeftOver() throws IOException {
		this.path.closeWhenQuiet();
		if (this.upstream != null) {
			this.upstream.close();
		}
		this.connections.dispose();
	}

	@ParameterizedTest
	@EnumSource
	void inMidStream(Way way) throws Exception {
		CountDownLatch ended = new CountDownLatch(1);
		serve((connection) -> {
			connection.readRequest();
			connection.write("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\ndata: 1\n\n");
			connection.awaitEnd();
			ended.countDown();
		});
		Disposable asked = ask(Flux.just(bytes(CHAT)));
		Awaitility.await().atMost(SOON).until(() -> this.heard.contains("data: 1\n\n"));
		leave(way, asked);
		assertThat(ended.await(1, TimeUnit.SECONDS)).isTrue();
		leaseIsBack();
	}

	@ParameterizedTest
	@EnumSource
	void beforeTheFirstByte(Way way) throws Exception {
		CountDownLatch ended = new CountDownLatch(1);
		SocketUpstream server = serve((connection) -> {
			connection.readRequest();
			connection.awaitEnd();
			ended.countDown();
		});
		Disposable asked = ask(Flux.just(bytes(CHAT)));
		Awaitility.await().atMost(SOON).until(() -> server.heads.size() == 1);
		leave(way, asked);
		assertThat(ended.await(1, TimeUnit.SECONDS)).isTrue();
		leaseIsBack();
	}

	@ParameterizedTest
	@EnumSource
	void whileWaiting(Way way) {
		this.path.lifecycle.hold();
		Disposable asked = ask(Flux.just(bytes(CHAT)));
		Awaitility.await().atMost(SOON).until(() -> this.path.lifecycle.requests.size() == 1);
		leave(way, asked);
		Awaitility.await().atMost(AT_ONCE).until(() -> this.path.lifecycle.cancelled.get() == 1);
	}

	@ParameterizedTest
	@EnumSource
	void whileWaitingWithABodyThatIsNotRead(Way way) {
		this.path.lifecycle.hold();
		Sinks.Many<ByteBuf> body = Sinks.many().unicast().onBackpressureBuffer();
		body.tryEmitNext(bytes("{\"model\":\"m\",\"x\":\""));
		Disposable asked = ask(body.asFlux());
		Awaitility.await().atMost(SOON).until(() -> this.path.lifecycle.requests.size() == 1);
		for (int count = 0; count < 10; count++) {
			body.tryEmitNext(bytes("y".repeat(1000)));
			Awaitility.await().during(Duration.ofMillis(20)).until(() -> true);
		}
		leave(way, asked);
		Awaitility.await().atMost(AT_ONCE).until(() -> this.path.lifecycle.cancelled.get() == 1);
	}

	// The word that the body has ended is not read, and hid what came behind it.
	@ParameterizedTest
	@EnumSource
	void whileWaitingWithABodyWhoseEndIsNotRead(Way way) {
		this.path.lifecycle.hold();
		Disposable asked = ask(Flux.just(bytes(CHAT)).concatWith(Mono.delay(Duration.ofMillis(100)).then(Mono.empty())),
				CHAT.length());
		Awaitility.await().atMost(SOON).until(() -> this.path.lifecycle.requests.size() == 1);
		Awaitility.await().during(Duration.ofMillis(200)).until(() -> true);
		leave(way, asked);
		Awaitility.await().atMost(AT_ONCE).until(() -> this.path.lifecycle.cancelled.get() == 1);
	}

	@ParameterizedTest
	@EnumSource
	void inMidStreamWithABodyWhoseEndIsNotRead(Way way) throws Exception {
		CountDownLatch ended = new CountDownLatch(1);
		serve((connection) -> {
			connection.readRequest();
			connection.write("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\ndata: 1\n\n");
			connection.awaitEnd();
			ended.countDown();
		});
		Disposable asked = ask(Flux.just(bytes(CHAT)).concatWith(Mono.delay(Duration.ofMillis(200)).then(Mono.empty())),
				CHAT.length());
		Awaitility.await().atMost(SOON).until(() -> this.heard.contains("data: 1\n\n"));
		Awaitility.await().during(Duration.ofMillis(300)).until(() -> true);
		leave(way, asked);
		assertThat(ended.await(1, TimeUnit.SECONDS)).isTrue();
		leaseIsBack();
	}

	@ParameterizedTest
	@EnumSource
	void duringTheUpload(Way way) throws Exception {
		CountDownLatch ended = new CountDownLatch(1);
		SocketUpstream server = serve((connection) -> {
			connection.readHead();
			connection.awaitEnd();
			ended.countDown();
		});
		Sinks.Many<ByteBuf> body = Sinks.many().unicast().onBackpressureBuffer();
		body.tryEmitNext(bytes("{\"model\":\"m\",\"x\":\"" + "y".repeat(100_000)));
		Disposable asked = ask(body.asFlux());
		Awaitility.await().atMost(SOON).until(() -> server.heads.size() == 1);
		leave(way, asked);
		assertThat(ended.await(1, TimeUnit.SECONDS)).isTrue();
		leaseIsBack();
	}

	@ParameterizedTest
	@EnumSource
	void duringAnUploadThatTheModelDoesNotTake(Way way) throws Exception {
		CountDownLatch over = new CountDownLatch(1);
		this.upstream = SocketUpstream.tight((connection) -> {
			connection.readHead();
			await(over);
		});
		this.path.lifecycle.serve("m", this.upstream.uri(), 1);
		AtomicLong taken = new AtomicLong();
		Flux<ByteBuf> body = Flux.range(0, 2000)
			.map((number) -> bytes((number == 0) ? "{\"model\":\"m\",\"x\":\"" : "y".repeat(16_000)))
			.doOnNext((piece) -> taken.incrementAndGet());
		Disposable asked = ask(body);
		Awaitility.await()
			.pollInterval(Duration.ofMillis(300))
			.atMost(SOON)
			.until(taken::get, new WebSocketTunnelTests.Stalled()::isReached);
		assertThat(taken.get()).isLessThan(2000);
		leave(way, asked);
		leaseIsBack();
		over.countDown();
	}

	private static void await(CountDownLatch latch) throws IOException {
		try {
			assertThat(latch.await(20, TimeUnit.SECONDS)).isTrue();
		}
		catch (InterruptedException ex) {
			throw new IOException(ex);
		}
	}

	private void leaseIsBack() {
		Awaitility.await().atMost(AT_ONCE).until(() -> this.path.lifecycle.open() == 0);
		assertThat(this.path.lifecycle.granted).hasValue(1);
	}

	private Disposable ask(Flux<ByteBuf> body) {
		return ask(body, -1);
	}

	private Disposable ask(Flux<ByteBuf> body, int length) {
		return this.client.headers((headers) -> {
			headers.set("content-type", "application/json");
			if (length >= 0) {
				headers.set("content-length", length);
			}
		})
			.post()
			.uri("/v1/chat/completions")
			.send(body)
			.responseContent()
			.asString()
			.subscribe(this.heard::add, (gone) -> this.heard.add("error " + gone));
	}

	private void leave(Way way, Disposable asked) {
		if (way == Way.RESET) {
			asked.dispose();
		}
		else {
			this.connections.dispose();
		}
	}

	private SocketUpstream serve(SocketUpstream.Script script) {
		SocketUpstream server = new SocketUpstream(script);
		this.upstream = server;
		this.path.lifecycle.serve("m", server.uri(), 1);
		return server;
	}

	private static ByteBuf bytes(String text) {
		return Unpooled.copiedBuffer(text, StandardCharsets.UTF_8);
	}

	/**
	 * How a client leaves.
	 */
	enum Way {

		RESET, CLOSE

	}

}
