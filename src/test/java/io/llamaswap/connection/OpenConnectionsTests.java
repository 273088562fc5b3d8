package io.llamaswap.connection;

import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

import io.netty.channel.embedded.EmbeddedChannel;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link OpenConnections}: at each bound, the idlest goes or the newcomer is
 * refused (D4).
 */
class OpenConnectionsTests {

	private final OpenConnections connections = new OpenConnections(5, 2,
			(address) -> "198.51.100.7".equals(address.getHostAddress()));

	private final List<EmbeddedChannel> channels = new ArrayList<>();

	private long now;

	@AfterEach
	void close() {
		this.channels.forEach(EmbeddedChannel::finishAndReleaseAll);
		assertThat(this.connections.size()).isZero();
		assertThat(this.connections.addresses()).isZero();
	}

	@Test
	void oneAddressGivesUpItsOwnIdlestConnection() {
		open("192.0.2.2");
		open("192.0.2.1");
		open("192.0.2.1");
		assertThat(open("192.0.2.1")).isNotNull();
		assertThat(this.channels).extracting(EmbeddedChannel::isOpen).containsExactly(true, false, true, true);
	}

	@Test
	void oneAddressWithoutAnIdleConnectionIsRefused() {
		busy(open("192.0.2.1"));
		busy(open("192.0.2.1"));
		assertThat(open("192.0.2.1")).isNull();
		assertThat(open("192.0.2.2")).isNotNull();
		this.channels.get(0).close().syncUninterruptibly();
		assertThat(open("192.0.2.1")).isNotNull();
	}

	@Test
	void trustedProxyHasNoBoundOfItsOwn() {
		for (int number = 0; number < 5; number++) {
			busy(open("198.51.100.7"));
		}
		assertThat(this.connections.size()).isEqualTo(5);
	}

	@Test
	void thisMachineHasNoBoundOfItsOwn() {
		for (int number = 0; number < 5; number++) {
			busy(open("127.0.0.1"));
		}
		assertThat(this.connections.size()).isEqualTo(5);
		assertThat(open("127.0.0.1")).isNull();
	}

	@Test
	void boundOfAnAddressMayBeTakenAway() {
		OpenConnections unbounded = new OpenConnections(9, 0, (address) -> false);
		for (int number = 0; number < 9; number++) {
			busy(unbounded.open(channel("192.0.2.1"), ++this.now));
		}
		assertThat(unbounded.open(channel("192.0.2.1"), ++this.now)).isNull();
		assertThat(unbounded.addresses()).isZero();
	}

	private @Nullable OpenConnection open(String address) {
		return this.connections.open(channel(address), ++this.now);
	}

	private static void busy(@Nullable OpenConnection connection) {
		Objects.requireNonNull(connection).busy();
	}

	private EmbeddedChannel channel(String address) {
		EmbeddedChannel channel = new EmbeddedChannel() {

			@Override
			protected SocketAddress remoteAddress0() {
				return new InetSocketAddress(address, 1);
			}

		};
		this.channels.add(channel);
		return channel;
	}

}
