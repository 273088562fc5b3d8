package io.llamaswap.routing;

import java.time.Duration;
import java.util.Map;
import java.util.Objects;

import io.llamaswap.config.PeerConfiguration;
import io.llamaswap.test.Configurations;
import io.llamaswap.upstream.OutboundProxies;
import io.netty.channel.EventLoop;
import org.junit.jupiter.api.Test;
import reactor.netty.http.HttpResources;
import reactor.netty.http.client.HttpClient;

import static org.assertj.core.api.Assertions.assertThat;

class PeerConnectionsTests {

	private final PeerConnections connections = new PeerConnections(OutboundProxies.of(Map.of()));

	private final EventLoop loop = (EventLoop) HttpResources.get().onClient(true).next();

	@Test
	void connectionsOfAPeerThatWasEditedAreGivenUp() {
		HttpClient first = client(peer("old"));
		assertThat(client(peer("old"))).isSameAs(first);
		HttpClient second = client(peer("new"));
		assertThat(second).isNotSameAs(first);
		assertThat(client(peer("new"))).isSameAs(second);
		assertThat(client(peer("old"))).as("the first ones are kept for nobody").isNotSameAs(first);
		this.connections.close();
	}

	private HttpClient client(PeerConfiguration peer) {
		return Objects.requireNonNull(this.connections.client(peer, this.loop).block(Duration.ofSeconds(5)));
	}

	private static PeerConfiguration peer(String key) {
		return Configurations.parse("peers: {far: {proxy: 'http://127.0.0.1:9', models: [m], apiKey: " + key + "}}")
			.peers()
			.values()
			.iterator()
			.next();
	}

}
