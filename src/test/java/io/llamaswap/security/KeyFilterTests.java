package io.llamaswap.security;

import java.net.InetSocketAddress;

import io.llamaswap.config.Configuration;
import io.llamaswap.model.Caller;
import io.llamaswap.test.Configurations;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import reactor.core.publisher.Mono;

import org.springframework.mock.http.server.reactive.MockServerHttpRequest;
import org.springframework.mock.web.server.MockServerWebExchange;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link KeyFilter}: who takes turns with whom where there are no keys.
 */
class KeyFilterTests {

	@ParameterizedTest
	@CsvSource({ "'', 192.0.2.1, 192.0.2.1", "192.0.2.1, 192.0.2.1, 203.0.113.7", "192.0.2.1, 192.0.2.9, 192.0.2.9" })
	void callersBehindATrustedProxyAreToldApart(String trusted, String socket, String name) {
		Configuration configuration = Configurations.parse("trustedProxies: [" + trusted + "]");
		MockServerWebExchange exchange = MockServerWebExchange.from(MockServerHttpRequest.post("/v1/chat/completions")
			.header("X-Forwarded-For", "198.51.100.1, 203.0.113.7")
			.remoteAddress(new InetSocketAddress(socket, 4711)));
		new KeyFilter(new Authentication(() -> configuration), () -> configuration)
			.filter(exchange, (passed) -> Mono.empty())
			.block();
		assertThat(caller(exchange)).extracting(Caller::name).isEqualTo(name);
	}

	private static @Nullable Caller caller(MockServerWebExchange exchange) {
		return exchange.getAttribute(Caller.ATTRIBUTE);
	}

}
