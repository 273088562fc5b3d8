package io.llamaswap;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class ListenAddressTests {

	@ParameterizedTest
	@CsvSource({ "127.0.0.1:9090,127.0.0.1,9090", ":9090,'',9090", "localhost,localhost,8080", "[::1]:1,::1,1",
			"*:80,'',80", "0.0.0.0:65535,0.0.0.0,65535", "box.lan:0,box.lan,0" })
	void parseTakesTheFormsOfAnAddress(String text, String host, int port) {
		assertThat(ListenAddress.parse("--listen", text, 8080)).isEqualTo(new ListenAddress(host, port));
	}

	@ParameterizedTest
	@ValueSource(strings = { "", " ", "9090", "a:b", "host:70000", "host:-1", "::1", "a:1:2" })
	void parseRefusesOtherTextAndSaysWhatItExpected(String text) {
		assertThatExceptionOfType(StartRefusedException.class)
			.isThrownBy(() -> ListenAddress.parse("--listen", text, 8080))
			.withMessage("--listen: " + text + " (expected: HOST:PORT or :PORT, with a port from 0 to 65535)")
			.satisfies((ex) -> assertThat(ex.exitCode()).isEqualTo(1));
	}

	@ParameterizedTest
	@CsvSource({ "127.0.0.1:1,false", "localhost:1,false", "[::1]:1,false", ":1,true", "0.0.0.0:1,true",
			"192.0.2.7:1,true", "no-such-host.invalid:1,true" })
	void onlyLoopbackIsOutOfReach(String text, boolean reachable) {
		assertThat(ListenAddress.parse("--listen", text, 8080).isReachable()).isEqualTo(reachable);
	}

	@ParameterizedTest
	@CsvSource({ "'',http://localhost:81", "0.0.0.0,http://localhost:81", "::1,http://[::1]:81",
			"box.lan,http://box.lan:81" })
	void urlIsWhatAClientOnThisMachineUses(String host, String url) {
		assertThat(new ListenAddress(host, 0).url("http", 81)).isEqualTo(url);
	}

	@Test
	void requireFreeNamesTheReasonAndTheRemedy() throws IOException {
		try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
			ListenAddress address = new ListenAddress(ListenAddress.LOOPBACK, taken.getLocalPort());
			assertThat(address.isFree()).isFalse();
			assertThatExceptionOfType(StartRefusedException.class).isThrownBy(() -> address.requireFree("--listen"))
				.withMessage("cannot listen on " + address
						+ ": another program uses that address (choose another one with --listen)");
		}
	}

	@ParameterizedTest
	@CsvSource({ "192.0.2.7:0,this machine has no such address", "no-such-host.invalid:0,there is no such host" })
	void requireFreeTellsAddressesThatAreNotOurs(String text, String reason) {
		assertThatExceptionOfType(StartRefusedException.class)
			.isThrownBy(() -> ListenAddress.parse("--listen", text, 0).requireFree("--listen"))
			.withMessageContaining(reason);
	}

	@Test
	void requireFreeAcceptsAFreeAddress() {
		new ListenAddress(ListenAddress.LOOPBACK, 0).requireFree("--listen");
		assertThat(new ListenAddress("", 0).isFree()).isTrue();
	}

}
