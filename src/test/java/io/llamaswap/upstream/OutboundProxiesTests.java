package io.llamaswap.upstream;

import java.net.URI;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.netty.transport.ProxyProvider;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link OutboundProxies}.
 */
class OutboundProxiesTests {

	private static final Map<String, String> BOTH = Map.of("HTTP_PROXY", "http://plain:3128", "https_proxy",
			"secure:3129");

	@Test
	void schemeChoosesTheVariable() {
		assertThat(find(BOTH, "http://gpu:9000")).isEqualTo("HTTP plain:3128");
		assertThat(find(BOTH, "https://gpu")).isEqualTo("HTTP secure:3129");
		assertThat(find(Map.of("HTTPS_PROXY", "x:1"), "http://gpu")).isEqualTo("none");
		assertThat(find(Map.of(), "http://gpu")).isEqualTo("none");
	}

	@Test
	void upperCaseGoesFirst() {
		assertThat(find(Map.of("HTTP_PROXY", "a:1", "http_proxy", "b:2"), "http://gpu")).isEqualTo("HTTP a:1");
		assertThat(find(Map.of("HTTP_PROXY", "", "http_proxy", "b:2"), "http://gpu")).isEqualTo("HTTP b:2");
	}

	@ParameterizedTest
	@ValueSource(strings = { "http://localhost:9000", "http://127.0.0.1", "http://127.8.9.1:1", "http://[::1]:9000",
			"http://LOCALHOST:1" })
	void thisMachineIsReachedDirectly(String target) {
		assertThat(find(BOTH, target)).isEqualTo("none");
	}

	@ParameterizedTest
	@CsvSource({ "*, gpu.example, true", "example, gpu.example, true", "example, example, true",
			"ample, gpu.example, false", ".example, gpu.example, true", ".example, example, false",
			"*.example, gpu.example, true", "other; gpu.example:9000, gpu.example, true",
			"gpu.example:9001, gpu.example, false", "10.0.0.0/8, 10.200.3.4, true", "10.0.0.0/8, 11.0.0.1, false",
			"10.0.0.128/25, 10.0.0.127, false", "10.1.2.3, 10.1.2.3, true", "10.1.2.3:9000, 10.1.2.3, true",
			"10.1.2.3, gpu.example, false", "fd00::/8, [fd12::1], true", "[fd12::1]:9000, [fd12::1], true",
			"fd12::1, [fd12::2], false", "GPU.Example, gpu.example, true", "10.0.0.0/x, 10.0.0.1, false" })
	void exemptAddressesAreReachedDirectly(String exempt, String host, boolean direct) {
		Map<String, String> environment = Map.of("HTTP_PROXY", "p:1", "NO_PROXY", exempt.replace(';', ','));
		assertThat(find(environment, "http://" + host + ":9000")).isEqualTo(direct ? "none" : "HTTP p:1");
	}

	@Test
	void kindPortAndLoginAreUnderstood() {
		assertThat(find(Map.of("HTTP_PROXY", "socks5://s"), "http://gpu")).isEqualTo("SOCKS5 s:1080");
		assertThat(find(Map.of("HTTP_PROXY", "proxy.example"), "http://gpu")).isEqualTo("HTTP proxy.example:80");
		OutboundProxies proxies = OutboundProxies.of(Map.of("HTTP_PROXY", "http://me:a%40b+c@p:8080"));
		assertThat(proxies.find(URI.create("http://gpu")))
			.contains(new OutboundProxies.Hop(ProxyProvider.Proxy.HTTP, "p", 8080, "me", "a@b+c"));
		assertThat(find(Map.of("HTTP_PROXY", "http://me:secret@p:8080"), "http://gpu")).doesNotContain("secret");
	}

	@ParameterizedTest
	@ValueSource(strings = { "ftp://p:1", "https://p:1", "http://", "http://a b" })
	void whatIsNotUnderstoodIsLeftOut(String value) {
		assertThat(find(Map.of("HTTP_PROXY", value), "http://gpu")).isEqualTo("none");
	}

	private static String find(Map<String, String> environment, String target) {
		return OutboundProxies.of(environment)
			.find(URI.create(target))
			.map(OutboundProxies.Hop::toString)
			.orElse("none");
	}

}
