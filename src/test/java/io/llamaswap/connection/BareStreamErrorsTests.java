package io.llamaswap.connection;

import java.nio.charset.StandardCharsets;
import java.time.Duration;

import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.DefaultHttp2HeadersFrame;
import io.netty.handler.codec.http2.Http2DataFrame;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2HeadersFrame;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.util.unit.DataSize;

import static org.assertj.core.api.Assertions.assertThat;

class BareStreamErrorsTests {

	private static final ConnectionProperties LIMITS = new ConnectionProperties(1, Duration.ofSeconds(1),
			Duration.ofSeconds(1), Duration.ofSeconds(1), 0, DataSize.ofKilobytes(1), DataSize.ofKilobytes(1));

	private final EmbeddedChannel channel = new EmbeddedChannel(new BareStreamErrors(LIMITS));

	@AfterEach
	void close() {
		this.channel.finishAndReleaseAll();
	}

	@Test
	void anErrorWithoutABodyGetsOne() {
		Http2Headers bare = new DefaultHttp2Headers().status("400");
		this.channel.writeOutbound(new DefaultHttp2HeadersFrame(bare, true));
		Http2HeadersFrame head = this.channel.readOutbound();
		assertThat(head.isEndStream()).isFalse();
		assertThat(head.headers().get("content-type")).hasToString("application/json");
		Http2DataFrame body = this.channel.readOutbound();
		assertThat(body.isEndStream()).isTrue();
		assertThat(body.content().toString(StandardCharsets.UTF_8)).contains("\"code\":\"bad_request\"")
			.contains("\"request_id\":\"" + head.headers().get("x-request-id") + "\"");
		assertThat(head.headers().get("content-length")).hasToString(Integer.toString(body.content().readableBytes()));
		body.release();
	}

	@Test
	void ourOwnAnswersStayAsTheyAre() {
		Http2HeadersFrame own = new DefaultHttp2HeadersFrame(
				new DefaultHttp2Headers().status("404").set("x-request-id", "a"), true);
		Http2HeadersFrame good = new DefaultHttp2HeadersFrame(new DefaultHttp2Headers().status("204"), true);
		this.channel.writeOutbound(own, good);
		assertThat((Object) this.channel.readOutbound()).isSameAs(own);
		assertThat((Object) this.channel.readOutbound()).isSameAs(good);
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void tooLargeHeadersAreAnsweredInTheShapeOfTheirRoute(boolean complete) {
		int rest = 1024 - (":path".length() + "/v1/messages".length() + 32) - ("a".length() + 32);
		Http2Headers fitting = new DefaultHttp2Headers().path("/v1/messages").set("a", "x".repeat(rest));
		this.channel.writeInbound(new DefaultHttp2HeadersFrame(fitting, complete));
		assertThat((Object) this.channel.readInbound()).isNotNull();
		this.channel.writeInbound(new DefaultHttp2HeadersFrame(fitting.set("a", "x".repeat(rest + 1)), complete));
		assertThat((Object) this.channel.readInbound()).isNull();
		Http2HeadersFrame head = this.channel.readOutbound();
		assertThat(head.headers().status()).hasToString("431");
		Http2DataFrame body = this.channel.readOutbound();
		assertThat(body.content().toString(StandardCharsets.UTF_8))
			.contains("\"type\":\"error\"", "request headers too large (limit: 1024 bytes)")
			.contains("\"request_id\":\"" + head.headers().get("x-request-id") + "\"");
		body.release();
		assertThat((Object) this.channel.readOutbound()).as("not reset at once").isNull();
	}

	@Test
	void targetsAreSpelledForEverybody() {
		assertThat(targetOf("/a{b}")).isEqualTo("/a%7Bb%7D");
		assertThat(targetOf("/a%zz")).isEqualTo("/a%zz");
	}

	private String targetOf(String sent) {
		this.channel.writeInbound(new DefaultHttp2HeadersFrame(new DefaultHttp2Headers().path(sent)));
		Http2HeadersFrame read = this.channel.readInbound();
		return read.headers().path().toString();
	}

}
