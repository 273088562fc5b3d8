package io.llamaswap.routing;

import java.io.IOException;
import java.util.Map;

import io.llamaswap.test.Configurations;
import io.llamaswap.test.ConnectProxy;
import io.llamaswap.upstream.OutboundProxies;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Peers behind a real proxy of the environment: requests, tunnels and exceptions.
 */
class OutboundProxyTests {

	private DisposableServer server;

	private ConnectProxy proxy;

	@BeforeEach
	void start() throws IOException {
		this.server = HttpServer.create()
			.host("127.0.0.1")
			.port(0)
			.handle((request, response) -> request.uri().startsWith("/v1/realtime")
					? response.sendWebsocket((in, out) -> out.sendString(Mono.just("from afar")))
					: response.sendString(Mono.just("from afar")))
			.bindNow();
		this.proxy = new ConnectProxy(this.server.port());
	}

	@AfterEach
	void stop() throws IOException {
		this.proxy.close();
		this.server.disposeNow();
	}

	@Test
	void requestsGoThroughTheProxyAndNamesAreItsToLookUp() throws IOException {
		try (DataPath path = path("http://gpu.invalid:9000", "")) {
			assertThat(path.exchange(DataPath.post("/v1/completions", "{\"model\":\"m\"}"))).startsWith("HTTP/1.1 200 ")
				.contains("from afar");
		}
		assertThat(this.proxy.targets()).containsExactly("gpu.invalid:9000");
	}

	@Test
	void tunnelsGoThroughTheProxy() throws IOException {
		try (DataPath path = path("http://gpu.invalid:9000", ""); DataPath.Client client = path.connect()) {
			client.write(WebSocketTunnelTests.ask("/v1/realtime?model=m"));
			assertThat(client.readUntil("from afar")).startsWith("HTTP/1.1 101 ");
		}
		assertThat(this.proxy.targets()).containsExactly("gpu.invalid:9000");
	}

	@Test
	void exceptionsAndThisMachineAreReachedDirectly() throws IOException {
		try (DataPath path = path("http://gpu.invalid:9000", "gpu.invalid")) {
			assertThat(path.exchange(DataPath.post("/v1/completions", "{\"model\":\"m\"}")))
				.startsWith("HTTP/1.1 502 ");
		}
		try (DataPath path = path("http://127.0.0.1:" + this.server.port(), "")) {
			assertThat(path.exchange(DataPath.post("/v1/completions", "{\"model\":\"m\"}")))
				.startsWith("HTTP/1.1 200 ");
		}
		assertThat(this.proxy.targets()).isEmpty();
	}

	private DataPath path(String peer, String exempt) {
		return new DataPath(Configurations.parse("peers: {far: {proxy: '" + peer + "', models: [m]}}"),
				OutboundProxies.of(Map.of("HTTP_PROXY", "http://127.0.0.1:" + this.proxy.port(), "NO_PROXY", exempt)));
	}

}
