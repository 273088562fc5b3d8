package io.llamaswap.routing;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

import io.llamaswap.test.Configurations;
import io.llamaswap.upstream.OutboundProxies;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelOption;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.netty.http.HttpProtocol;
import reactor.netty.http.client.HttpClient;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Clients that leave at any moment, while a model is now ready and now not: nothing of
 * them is left, however it falls (D12). A failing seed is in the name of its test.
 */
@ExtendWith(OutputCaptureExtension.class)
class RandomDepartureTests {

	private static final int CLIENTS = 300;

	private static final int AT_ONCE = 8;

	private static final long SEED = 20_261_124;

	/** About what a request takes that nobody leaves. */
	private static final int MOST_MICROS = 10_000;

	private static final int EVENTS = 20;

	/** Less than all of them and the head. */
	private static final int ANSWER = 300;

	private static final Duration SOON = Duration.ofSeconds(20);

	private final CountedMemory memory = new CountedMemory();

	private final ExecutorService threads = Executors.newFixedThreadPool(AT_ONCE + 1);

	private final AtomicBoolean over = new AtomicBoolean();

	private final SocketUpstream upstream = new SocketUpstream((connection) -> {
		while (connection.readRequest() != null) {
			connection
				.write("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n");
			for (int count = 0; count < EVENTS; count++) {
				connection.write("9\r\ndata: 1\n\n\r\n");
			}
			connection.write("0\r\n\r\n");
		}
	});

	@AfterEach
	void stop() throws IOException {
		this.threads.shutdownNow();
		this.upstream.close();
	}

	@ParameterizedTest
	@EnumSource(names = { "HTTP11", "H2C" })
	void leaveNothingBehind(HttpProtocol protocol, CapturedOutput output) throws Exception {
		DataPath path = new DataPath(Configurations.parse("models: {m: {cmd: 'x --port ${PORT}'}}"),
				OutboundProxies.of(Map.of()), DataPath.BODY_LIMIT,
				(server) -> server.protocol(protocol).childOption(ChannelOption.ALLOCATOR, this.memory.allocator()));
		path.lifecycle.serve("m", this.upstream.uri(), 1);
		Future<Void> gates = this.threads.submit(() -> openAndClose(path.lifecycle));
		Random random = new Random(SEED);
		List<Future<Void>> clients = new ArrayList<>();
		for (int number = 0; number < CLIENTS; number++) {
			long seed = random.nextLong();
			clients.add(this.threads
				.submit(() -> (protocol == HttpProtocol.H2C) ? resetStream(path, seed) : closeConnection(path, seed)));
		}
		for (Future<Void> client : clients) {
			client.get(SOON.toSeconds(), TimeUnit.SECONDS);
		}
		this.over.set(true);
		gates.get(SOON.toSeconds(), TimeUnit.SECONDS);
		assertThat(path.lifecycle.granted.get()).as("so that somebody was served").isPositive();
		Awaitility.await().atMost(SOON).until(() -> path.activity.inFlight().all().isEmpty());
		path.closeWhenQuiet();
		Awaitility.await().atMost(SOON).untilAsserted(() -> assertThat(this.memory.buffersInUse()).isZero());
		assertThat(output.getAll()).doesNotContain("LEAK", "post termination");
	}

	private Void openAndClose(FakeLifecycle lifecycle) throws InterruptedException {
		while (!this.over.get()) {
			Sinks.Empty<Void> gate = lifecycle.hold();
			pause(MOST_MICROS);
			gate.tryEmitEmpty();
			pause(MOST_MICROS);
		}
		return null;
	}

	// It stops anywhere in its request, behind it, or in its answer.
	private Void closeConnection(DataPath path, long seed) throws Exception {
		Random random = new Random(seed);
		String request = request(random);
		try (DataPath.Client client = path.connect()) {
			boolean whole = random.nextBoolean();
			client.write(request.substring(0, whole ? request.length() : random.nextInt(request.length())));
			if (whole && random.nextBoolean()) {
				client.socket.getInputStream().readNBytes(1 + random.nextInt(ANSWER));
			}
			else {
				pause(random.nextInt(MOST_MICROS));
			}
		}
		return null;
	}

	private Void resetStream(DataPath path, long seed) throws Exception {
		Random random = new Random(seed);
		String body = body(random);
		int cut = random.nextBoolean() ? body.length() : random.nextInt(body.length());
		Flux<ByteBuf> sent = Flux.just(bytes(body.substring(0, cut)))
			.concatWith((cut < body.length()) ? Mono.never() : Mono.empty());
		CountDownLatch taken = new CountDownLatch(1 + random.nextInt(EVENTS));
		Disposable asked = HttpClient.newConnection()
			.protocol(HttpProtocol.H2C)
			.post()
			.uri(path.uri().resolve("/v1/chat/completions"))
			.send(sent)
			.responseContent()
			.subscribe((piece) -> taken.countDown(), (gone) -> taken.countDown());
		if (cut == body.length() && random.nextBoolean()) {
			taken.await(SOON.toMillis(), TimeUnit.MILLISECONDS);
		}
		else {
			pause(random.nextInt(MOST_MICROS));
		}
		asked.dispose();
		return null;
	}

	private static String request(Random random) {
		return DataPath.post("/v1/chat/completions", body(random));
	}

	private static String body(Random random) {
		String filler = "\"x\":\"" + "y".repeat(random.nextBoolean() ? 10 : random.nextInt(200_000)) + "\"";
		return random.nextBoolean() ? "{\"model\":\"m\"," + filler + "}" : "{" + filler + ",\"model\":\"m\"}";
	}

	private static ByteBuf bytes(String text) {
		return Unpooled.copiedBuffer(text, StandardCharsets.UTF_8);
	}

	// That is what the test is about: moments, not conditions.
	private static void pause(int micros) throws InterruptedException {
		assertThat(new CountDownLatch(1).await(micros, TimeUnit.MICROSECONDS)).isFalse();
	}

}
