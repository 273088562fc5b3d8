package io.llamaswap.routing;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

import io.llamaswap.activity.Activity;
import io.llamaswap.config.Configuration;
import io.llamaswap.directory.ModelDirectory;
import io.llamaswap.test.Configurations;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.context.annotation.Import;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The data path inside the gateway: nothing of Spring's may touch what it sends.
 */
@SpringBootTest(webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
		properties = { "management.server.port=-1", "server.address=127.0.0.1" })
class ForwardingFilterIntegrationTests {

	private static final String CHAT = DataPath.post("/v1/chat/completions", "{\"model\":\"m\"}");

	private static final AtomicLong LIVES = new AtomicLong();

	private final int port;

	private final FakeLifecycle lifecycle;

	ForwardingFilterIntegrationTests(@LocalServerPort int port, @Autowired FakeLifecycle lifecycle) {
		this.port = port;
		this.lifecycle = lifecycle;
	}

	@AfterEach
	void everyLeaseHasEnded() {
		Awaitility.await().atMost(Duration.ofSeconds(5)).until(() -> this.lifecycle.open() == 0);
	}

	@Test
	void everyAnswerSaysWhichRequestItIsFor() throws IOException {
		try (SocketUpstream upstream = SocketUpstream
			.answering("HTTP/1.1 200 OK\r\nx-request-id: theirs\r\nContent-Length: 2\r\n\r\nok");
				DataPath.Client client = new DataPath.Client(this.port)) {
			serve(upstream);
			client.write(CHAT.replaceFirst("\r\n", "\r\nX-Request-Id: mine\r\n"));
			assertThat(client.readUntil("\r\n\r\nok")).containsOnlyOnce("X-Request-Id: mine\r\n")
				.doesNotContain("theirs");
			assertThat(upstream.heads.remove()).contains("X-Request-Id: mine\r\n");
			client.write(CHAT.replaceFirst("\r\n", "\r\nX-Request-Id: <b>\r\n"));
			assertThat(client.readUntil("\r\n\r\nok")).containsPattern("X-Request-Id: [0-9a-f]+-[0-9a-f]+\r\n");
			assertThat(upstream.heads.remove()).containsPattern("X-Request-Id: [0-9a-f]+-[0-9a-f]+\r\n");
			client.write(DataPath.post("/v1/chat/completions", "{}").replaceFirst("\r\n", "\r\nX-Request-Id: e1\r\n"));
			assertThat(client.readUntil("}}")).contains("X-Request-Id: e1\r\n", "\"request_id\":\"e1\"}}");
			client.write(DataPath.get("/nowhere"));
			assertThat(client.readUntil("\r\n\r\n")).startsWith("HTTP/1.1 404 ").contains("X-Request-Id: ");
		}
	}

	@Test
	void oneConnectionServesAnswersErrorsAndStreams() throws IOException {
		try (SocketUpstream upstream = new SocketUpstream((connection) -> {
			connection.readRequest();
			connection.write("HTTP/1.1 201 Created\r\nX-One: 1\r\nContent-Length: 2\r\n\r\nok");
			connection.readRequest();
			connection.write("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n");
			connection.awaitEnd();
		}); DataPath.Client client = new DataPath.Client(this.port)) {
			serve(upstream);
			client.write(CHAT);
			assertThat(client.readUntil("\r\n\r\nok")).startsWith("HTTP/1.1 201 Created\r\n")
				.contains("X-One: 1\r\n")
				.doesNotContainIgnoringCase("chunked");
			client.write(DataPath.post("/v1/chat/completions", "{\"model\":\"nobody\"}"));
			assertThat(client.readUntil("}}")).startsWith("HTTP/1.1 404 ").contains("no router for requested model");
			client.write(CHAT);
			assertThat(client.readUntil("3\r\nabc\r\n0\r\n\r\n")).startsWith("HTTP/1.1 200 OK\r\n");
		}
	}

	@Test
	void brokenStreamStaysBroken() throws IOException {
		try (SocketUpstream upstream = new SocketUpstream((connection) -> {
			connection.readRequest();
			connection.write("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n");
		}); DataPath.Client client = new DataPath.Client(this.port)) {
			serve(upstream);
			client.write(CHAT);
			assertThat(client.readAll()).endsWith("\r\n3\r\nabc\r\n");
		}
	}

	@Test
	void clientThatLeavesEndsTheGeneration() throws IOException {
		try (SocketUpstream upstream = new SocketUpstream((connection) -> {
			connection.readRequest();
			connection.write("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n");
			connection.awaitEnd();
		})) {
			serve(upstream);
			try (DataPath.Client client = new DataPath.Client(this.port)) {
				client.write(CHAT);
				client.readUntil("abc");
			}
			Awaitility.await().atMost(Duration.ofSeconds(1)).until(() -> upstream.closed.get() == 1);
		}
	}

	private void serve(SocketUpstream upstream) {
		this.lifecycle.serve("m", upstream.uri(), LIVES.incrementAndGet());
	}

	/**
	 * The gateway with nothing but the data path in it.
	 */
	@SpringBootConfiguration
	@EnableAutoConfiguration
	@Import(RoutingConfiguration.class)
	@ComponentScan(basePackageClasses = ModelDirectory.class)
	static class Application {

		@Bean
		Supplier<Configuration> configuration() {
			Configuration configuration = Configurations.parse("models: {m: {cmd: 'x --port ${PORT}'}}");
			return () -> configuration;
		}

		@Bean
		Activity activity() {
			return new Activity(() -> 10, () -> 0);
		}

		@Bean
		FakeLifecycle modelLifecycleService() {
			return new FakeLifecycle();
		}

	}

}
