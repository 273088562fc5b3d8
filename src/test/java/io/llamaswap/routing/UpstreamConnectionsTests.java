package io.llamaswap.routing;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

import io.llamaswap.config.TimeoutConfiguration;
import io.llamaswap.model.ModelId;
import io.llamaswap.test.Configurations;
import io.llamaswap.upstream.Endpoint;
import io.llamaswap.upstream.OutboundProxies;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import org.junit.jupiter.api.Test;
import reactor.netty.http.HttpResources;
import reactor.netty.http.client.HttpClient;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link UpstreamConnections} with a proxy between.
 */
class UpstreamConnectionsTests {

	private static final Duration LIMIT = Duration.ofSeconds(20);

	@Test
	void serverElsewhereIsReachedThroughTheProxyOfTheEnvironment() throws Exception {
		try (ServerSocket proxy = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
			CompletableFuture<List<String>> seen = CompletableFuture.supplyAsync(() -> tunnelAndAnswer(proxy));
			OutboundProxies proxies = OutboundProxies
				.of(Map.of("HTTP_PROXY", "http://127.0.0.1:" + proxy.getLocalPort()));
			UpstreamConnections connections = new UpstreamConnections(proxies);
			EventLoop loop = (EventLoop) HttpResources.get().onClient(true).next();
			Endpoint endpoint = new Endpoint(URI.create("http://gpu.invalid:9000"), 1);
			String answer = connections.client(new ModelId("a"), endpoint, TimeoutConfiguration.OF_MODELS, loop)
				.get()
				.uri("/props")
				.responseContent()
				.aggregate()
				.asString()
				.block(LIMIT);
			assertThat(answer).isEqualTo("there");
			assertThat(seen.get()).startsWith("CONNECT gpu.invalid:9000 HTTP/1.1").contains("GET /props HTTP/1.1");
			connections.close();
		}
	}

	@Test
	void changedTimeoutsCountForTheNextCallOfTheSameLife() {
		UpstreamConnections connections = new UpstreamConnections(OutboundProxies.of(Map.of()));
		EventLoop loop = (EventLoop) HttpResources.get().onClient(true).next();
		Endpoint endpoint = new Endpoint(URI.create("http://127.0.0.1:9"), 1);
		ModelId model = new ModelId("a");
		HttpClient first = connections.client(model, endpoint, timeouts(3), loop);
		assertThat(connections.client(model, endpoint, timeouts(3), loop)).isSameAs(first);
		HttpClient second = connections.client(model, endpoint, timeouts(4), loop);
		assertThat((Object) second.configuration().options().get(ChannelOption.CONNECT_TIMEOUT_MILLIS)).isEqualTo(4000);
		assertThat(second.configuration().connectionProvider()).isNotSameAs(first.configuration().connectionProvider());
		assertThat(connections.client(model, endpoint, timeouts(4), loop)).isSameAs(second);
		connections.close();
	}

	private static TimeoutConfiguration timeouts(int connect) {
		return Configurations
			.parse("models: {a: {cmd: x, proxy: 'http://127.0.0.1:9', timeouts: {connect: " + connect + "}}}")
			.find(new ModelId("a"))
			.orElseThrow()
			.requests()
			.timeouts();
	}

	private static List<String> tunnelAndAnswer(ServerSocket proxy) {
		List<String> lines = new ArrayList<>();
		try (Socket client = proxy.accept();
				BufferedReader in = new BufferedReader(
						new InputStreamReader(client.getInputStream(), StandardCharsets.US_ASCII));
				OutputStream out = client.getOutputStream()) {
			readHead(in, lines);
			out.write("HTTP/1.1 200 OK\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
			out.flush();
			readHead(in, lines);
			out.write("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nthere".getBytes(StandardCharsets.US_ASCII));
			out.flush();
			// Until the client has hung up.
			return (in.read() < 0) ? lines : List.of();
		}
		catch (IOException ex) {
			return lines;
		}
	}

	private static void readHead(BufferedReader in, List<String> lines) throws IOException {
		for (String line = in.readLine(); line != null && !line.isEmpty(); line = in.readLine()) {
			lines.add(line);
		}
	}

}
