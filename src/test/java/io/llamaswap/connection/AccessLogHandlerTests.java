package io.llamaswap.connection;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

import io.llamaswap.config.TrustedProxies;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link AccessLogHandler}: C278 to C280.
 */
class AccessLogHandlerTests {

	private final List<String> lines = new ArrayList<>();

	private final EmbeddedChannel channel = new EmbeddedChannel(
			new AccessLogHandler(new AccessLog(this.lines::add, TrustedProxies.NONE)));

	@AfterEach
	void release() {
		this.channel.finishAndReleaseAll();
	}

	@Test
	void answerIsToldWithStatusAndBytesAndWithoutTheQuery() {
		ask("/v1/models?key=secret", "curl/8");
		this.channel.writeOutbound(new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.OK,
				Unpooled.copiedBuffer("four", StandardCharsets.UTF_8)));
		assertThat(this.lines).singleElement()
			.asString()
			.matches("Request - \"GET /v1/models HTTP/1.1\" 200 4 \"curl/8\" [0-9]+\\.[0-9]{3}ms");
	}

	@Test
	void idOfTheRequestIsTheLastWord() {
		ask("/x", "a");
		DefaultFullHttpResponse response = new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.OK);
		response.headers().set("x-request-id", "abc-1");
		this.channel.writeOutbound(response);
		assertThat(this.lines).singleElement().asString().endsWith("ms abc-1");
	}

	@Test
	void streamIsToldAtItsEnd() {
		ask("/x", "a");
		this.channel.writeOutbound(new DefaultHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.OK));
		this.channel.writeOutbound(new DefaultHttpContent(Unpooled.copiedBuffer("12345", StandardCharsets.UTF_8)));
		this.channel.writeOutbound(Unpooled.copiedBuffer("678", StandardCharsets.UTF_8));
		assertThat(this.lines).isEmpty();
		this.channel.writeOutbound(LastHttpContent.EMPTY_LAST_CONTENT);
		assertThat(this.lines).singleElement().asString().contains(" 200 8 ");
	}

	@Test
	void clientThatLeftIsNoSuccess() {
		ask("/x", "a");
		this.channel.writeOutbound(new DefaultHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.OK));
		// Straight at the transport: nobody on our side asked for it.
		this.channel.pipeline().fireChannelInactive();
		assertThat(this.lines).singleElement().asString().contains(" 499 0 ");
	}

	@Test
	void answerThatWeCutOffKeepsItsStatus() {
		ask("/x", "a");
		this.channel.writeOutbound(new DefaultHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.OK));
		this.channel.finish();
		assertThat(this.lines).singleElement().asString().contains(" 200 0 ");
	}

	@Test
	void continueIsNoAnswer() {
		ask("/x", "a");
		this.channel.writeOutbound(
				new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.CONTINUE, Unpooled.EMPTY_BUFFER));
		assertThat(this.lines).isEmpty();
	}

	@ParameterizedTest
	@ValueSource(strings = { "/wol-health", "/metrics", "/api/performance?after=1" })
	void pollingLeavesNoLine(String uri) {
		ask(uri, "monitor");
		this.channel.writeOutbound(new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.OK));
		assertThat(this.lines).isEmpty();
	}

	@Test
	void quotesCannotEndTheirField() {
		ask("/x", "evil\" 200 0 \"");
		this.channel.finish();
		assertThat(this.lines).singleElement().asString().contains("\"evil\\\" 200 0 \\\"\"");
	}

	private void ask(String uri, String agent) {
		DefaultFullHttpRequest request = new DefaultFullHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.GET, uri);
		request.headers().set("User-Agent", agent);
		this.channel.writeInbound(request);
	}

}
