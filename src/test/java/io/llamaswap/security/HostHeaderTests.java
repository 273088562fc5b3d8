package io.llamaswap.security;

import java.util.List;
import java.util.Set;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class HostHeaderTests {

	private final HostNames names = new HostNames(Set.of("box", "box.local"));

	@ParameterizedTest
	@CsvSource({ "localhost, localhost", "LocalHost:8080, localhost", "localhost., localhost", "127.0.0.1:1, 127.0.0.1",
			"[::1]:8080, [::1]", "[2001:DB8::1], [2001:db8::1]", "a.b-c.d_e:65535, a.b-c.d_e", "box:, box" })
	void readsNamesAndAddresses(String value, String host) {
		assertThat(HostHeader.host(value)).isEqualTo(host);
	}

	@ParameterizedTest
	@ValueSource(strings = { "", " ", "localhost/", "localhost/?x=", "localhost?x", "localhost#", "u@localhost",
			"localhost:0", "localhost:65536", "localhost:x", "localhost:+80", "localhost:8080:1", "::1", "[::1",
			"[::g]", "[1.2.3.4]", "a b", "a,b", "localhost\t", "..", ".a", "a..b", "localhost..", "ä",
			"http://localhost", "*", "%6c" })
	void refusesWhatCouldBeReadInTwoWays(String value) {
		assertThat(HostHeader.host(value)).isNull();
	}

	@ParameterizedTest
	@ValueSource(strings = { "localhost", "sub.localhost", "127.0.0.1", "192.168.1.5", "[::1]", "[fe80::1]", "0.0.0.0",
			"box", "box.local" })
	void knowsThisMachineAndLiteralAddresses(String host) {
		assertThat(this.names.isKnown(host, List.of())).isTrue();
	}

	@ParameterizedTest
	@ValueSource(strings = { "evil.example", "localhost.evil.example", "127.0.0.1.evil.example", "127.1", "2130706433",
			"0x7f000001", "notlocalhost", "box.evil.example", "llm.lan" })
	void doesNotKnowNamesThatAnybodyMayHave(String host) {
		assertThat(this.names.isKnown(host, List.of())).isFalse();
	}

	@Test
	void theConfigurationAddsNames() {
		assertThat(this.names.isKnown("llm.lan", List.of("llm.lan"))).isTrue();
		assertThat(this.names.isKnown("a.llm.lan", List.of("llm.lan"))).isFalse();
		assertThat(this.names.isKnown("a.b.lan", List.of("*.lan"))).isTrue();
		assertThat(this.names.isKnown("lan", List.of("*.lan"))).isFalse();
		assertThat(this.names.isKnown("evillan", List.of("*.lan"))).isFalse();
		assertThat(this.names.isKnown("anything", List.of("*"))).isTrue();
	}

	@Test
	void thisMachineHasAName() {
		assertThat(HostNames.ofThisMachine().isKnown("localhost", List.of())).isTrue();
	}

}
