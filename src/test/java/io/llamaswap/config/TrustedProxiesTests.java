package io.llamaswap.config;

import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

import io.netty.util.NetUtil;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Who is believed about the address for which it asks (B9).
 */
class TrustedProxiesTests {

	private final TrustedProxies proxies = of("10.0.0.0/8", "192.0.2.1", "2001:db8::/33");

	@ParameterizedTest
	@CsvSource({ "198.51.100.9, 203.0.113.1, 198.51.100.9", "192.0.2.2, 203.0.113.1, 192.0.2.2",
			"192.0.2.1, 203.0.113.1, 203.0.113.1", "10.1.2.3, 203.0.113.1, 203.0.113.1", "192.0.2.1, '', 192.0.2.1",
			"192.0.2.1, unknown, 192.0.2.1", "192.0.2.1, '203.0.113.1, ', 192.0.2.1",
			"192.0.2.1, '1.1.1.1, 203.0.113.1', 203.0.113.1",
			"192.0.2.1, '1.1.1.1, 203.0.113.1, 10.9.9.9', 203.0.113.1",
			"192.0.2.1, '1.1.1.1, example.org, 10.9.9.9', 10.9.9.9", "192.0.2.1, 203.0.113.1:4711, 203.0.113.1",
			"192.0.2.1, '[2001:db9::1]:4711', 2001:db9::1", "192.0.2.1, 2001:db9::1, 2001:db9::1",
			"2001:db8::7, 203.0.113.1, 203.0.113.1", "2001:db8:8000::7, 203.0.113.1, 2001:db8:8000::7",
			"10.0.0.1, '127.0.0.1', 127.0.0.1", "10.0.0.1, '[', 10.0.0.1" })
	void onlyWhatATrustedProxySaysCounts(String socket, String forwarded, String client) {
		assertThat(this.proxies.clientOf(socket(socket), () -> List.of(forwarded))).isEqualTo(client);
	}

	@Test
	void linesAreOneList() {
		assertThat(this.proxies.clientOf(socket("192.0.2.1"), () -> List.of("1.1.1.1", "203.0.113.1, 10.0.0.2")))
			.isEqualTo("203.0.113.1");
	}

	@Test
	void endlessListsAreReadToABound() {
		String list = "203.0.113.1" + ", 10.0.0.2".repeat(100_000);
		assertThat(this.proxies.clientOf(socket("192.0.2.1"), () -> List.of(list))).isEqualTo("10.0.0.2");
	}

	@Test
	void nobodyIsBelievedByDefaultAndNothingIsRead() {
		assertThat(TrustedProxies.NONE.clientOf(socket("127.0.0.1"), () -> {
			throw new AssertionError("read");
		})).isEqualTo("127.0.0.1");
		assertThat(TrustedProxies.NONE.clientOf(null, List::of)).isNull();
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "proxy.example", "10.0.0.0/33", "10.0.0.0/", "10.0.0.0/-1", "10.0.0.0/8/8", "10.0.0",
			"::1/129", "/8", "*" })
	void whatIsNoBlockIsNone(String text) {
		assertThat(TrustedProxies.Block.parse(text)).isNull();
	}

	private static TrustedProxies of(String... blocks) {
		return new TrustedProxies(Arrays.stream(blocks)
			.map((block) -> Objects.requireNonNull(TrustedProxies.Block.parse(block)))
			.toList());
	}

	private static SocketAddress socket(String address) {
		return new InetSocketAddress(Objects.requireNonNull(NetUtil.createInetAddressFromIpAddressString(address)),
				4711);
	}

}
