package io.llamaswap.connection;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;

import io.llamaswap.test.RawSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;

import org.springframework.util.unit.DataSize;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A connection that there is no place for, over a real socket.
 */
class SurplusConnectionTests {

	private static final String GET = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";

	private final ConnectionProperties limits = new ConnectionProperties(1, Duration.ofSeconds(20),
			Duration.ofSeconds(30), Duration.ofMinutes(2), 0, DataSize.ofBytes(4096), DataSize.ofBytes(8192));

	private final DisposableServer server = HttpServer.create()
		.host("127.0.0.1")
		.port(0)
		.doOnChannelInit((observer, channel, address) -> new BesideCodec(this.limits, null, null).join(channel))
		.handle((request, response) -> response.status(200).send())
		.bindNow();

	@AfterEach
	void stop() {
		this.server.disposeNow();
	}

	// It was reset in the middle of sending.
	@Test
	void whoIsStillSendingHearsThatThereIsNoPlace() throws IOException {
		try (RawSocket client = new RawSocket(URI.create("http://127.0.0.1:" + this.server.port()))) {
			assertThat(client.readAnswer()).startsWith("HTTP/1.1 503 ").contains("too many connections");
			for (int round = 0; round < 20; round++) {
				client.send(GET.repeat(100));
			}
			assertThat(client.readAll()).isEmpty();
		}
	}

}
