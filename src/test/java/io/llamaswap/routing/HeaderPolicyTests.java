package io.llamaswap.routing;

import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpHeaders;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class HeaderPolicyTests {

	@ParameterizedTest
	@ValueSource(strings = { "Connection", "Keep-Alive", "Proxy-Connection", "Proxy-Authenticate", "TE", "Trailer",
			"Transfer-Encoding", "Upgrade", "Content-Length", "Expect", "Authorization", "Proxy-Authorization",
			"X-Api-Key", "x-API-key", "Cookie", "X_Api_Key", "x-api_key", "Proxy_Authorization", "Content_Length",
			"transfer_encoding", "X_Forwarded-For" })
	void staysHere(String name) {
		assertThat(request(name, "value").contains(name)).isFalse();
	}

	@ParameterizedTest
	@ValueSource(strings = { "Host", "Accept", "Accept-Encoding", "User-Agent", "Content-Type", "X-Forwarded-Proto",
			"Traceparent", "anthropic-version", "X_Custom_Name" })
	void passes(String name) {
		assertThat(request(name, "value").getAll(name)).containsExactly("value");
	}

	@Test
	void namedInConnectionStaysHere() {
		HttpHeaders from = new DefaultHttpHeaders().add("Connection", "close, X-One").add("Connection", "x-two");
		HttpHeaders to = new DefaultHttpHeaders();
		HeaderPolicy.copyRequest(from.add("x-one", "1").add("X-Two", "2").add("X-Three", "3"), to, null);
		assertThat(to.names()).containsExactly("X-Three");
	}

	@Test
	void clientCannotTakeAwayWhatOthersGoBy() {
		HttpHeaders from = new DefaultHttpHeaders().add("Connection", "Host, x-request-id, x-one")
			.add("Host", "h")
			.add("X-Request-Id", "r")
			.add("X-One", "1");
		HttpHeaders to = new DefaultHttpHeaders();
		HeaderPolicy.copyRequest(from, to, null);
		assertThat(to.names()).containsExactly("Host", "X-Request-Id");
	}

	@Test
	void callerIsAppendedToForwardedFor() {
		HttpHeaders to = new DefaultHttpHeaders();
		HeaderPolicy.copyRequest(new DefaultHttpHeaders().add("X-Forwarded-For", "a").add("x-forwarded-for", "b"), to,
				"127.0.0.1");
		assertThat(to.getAll("X-Forwarded-For")).containsExactly("a, b, 127.0.0.1");
		assertThat(request("Accept", "*/*").getAll("X-Forwarded-For")).containsExactly("10.0.0.1");
	}

	@Test
	void repeatedHeadersKeepTheirOrder() {
		HttpHeaders to = new DefaultHttpHeaders();
		HeaderPolicy.copyResponse(new DefaultHttpHeaders().add("Link", "<a>").add("Link", "<b>"), to);
		assertThat(to.getAll("Link")).containsExactly("<a>", "<b>");
	}

	// A7.
	@Test
	void cookiesOfModelServersStayThere() {
		HttpHeaders to = new DefaultHttpHeaders();
		HeaderPolicy.copyResponse(new DefaultHttpHeaders().add("Set-Cookie", "a=1").add("X-A", "b"), to);
		assertThat(to.names()).containsExactly("X-A");
	}

	@Test
	void eventStreamsAskProxiesNotToBuffer() {
		assertThat(response("text/event-stream; charset=utf-8").get("X-Accel-Buffering")).isEqualTo("no");
		assertThat(response("application/json").contains("X-Accel-Buffering")).isFalse();
	}

	private static HttpHeaders request(String name, String value) {
		HttpHeaders to = new DefaultHttpHeaders();
		HeaderPolicy.copyRequest(new DefaultHttpHeaders().add(name, value), to, "10.0.0.1");
		return to;
	}

	private static HttpHeaders response(String contentType) {
		HttpHeaders to = new DefaultHttpHeaders();
		HeaderPolicy.copyResponse(new DefaultHttpHeaders().add("Content-Type", contentType), to);
		return to;
	}

	@ParameterizedTest
	@CsvSource(textBlock = """
			text/html; charset=utf-8, true
			image/svg+xml, true
			application/xhtml+xml, true
			'', true
			application/json, false
			text/event-stream, false
			audio/wav, false
			""")
	void whatABrowserWouldRunHasNoOrigin(String contentType, boolean confined) {
		DefaultHttpHeaders headers = new DefaultHttpHeaders();
		if (!contentType.isEmpty()) {
			headers.set("content-type", contentType);
		}
		HeaderPolicy.confine(headers);
		assertThat(headers.contains("content-security-policy", "sandbox", false)).isEqualTo(confined);
	}

}
