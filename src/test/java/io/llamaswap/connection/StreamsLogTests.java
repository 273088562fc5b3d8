package io.llamaswap.connection;

import java.util.ArrayList;
import java.util.List;

import io.llamaswap.config.TrustedProxies;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.DefaultHttp2HeadersFrame;
import io.netty.handler.codec.http2.Http2FrameStream;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link StreamsLog}.
 */
class StreamsLogTests {

	private final List<String> lines = new ArrayList<>();

	private final EmbeddedChannel channel = new EmbeddedChannel(
			new StreamsLog(new AccessLog(this.lines::add, TrustedProxies.NONE)));

	@AfterEach
	void release() {
		this.channel.finishAndReleaseAll();
	}

	@Test
	void eachStreamIsToldAtItsEnd() {
		ask(1, "/v1/models?key=secret");
		ask(3, "/running");
		answer(3, "200");
		answer(1, "404");
		assertThat(this.lines).hasSize(2);
		assertThat(this.lines.get(0)).startsWith("Request - \"GET /running HTTP/2.0\" 200 0 ");
		assertThat(this.lines.get(1)).startsWith("Request - \"GET /v1/models HTTP/2.0\" 404 0 ");
	}

	@Test
	void clientThatLeftIsNoSuccess() {
		ask(1, "/running");
		this.channel.finish();
		assertThat(this.lines).singleElement().asString().contains(" 499 ");
	}

	@ParameterizedTest
	@ValueSource(strings = { "/wol-health", "/metrics", "/api/performance?after=1" })
	void pollingLeavesNoLine(String path) {
		ask(1, path);
		answer(1, "200");
		ask(3, path);
		this.channel.finish();
		assertThat(this.lines).isEmpty();
	}

	private void ask(int stream, String path) {
		Http2Headers headers = new DefaultHttp2Headers().method("GET").path(path);
		this.channel.writeInbound(new DefaultHttp2HeadersFrame(headers, true).stream(new Stream(stream)));
	}

	private void answer(int stream, String status) {
		Http2Headers headers = new DefaultHttp2Headers().status(status);
		this.channel.writeOutbound(new DefaultHttp2HeadersFrame(headers, true).stream(new Stream(stream)));
	}

	/**
	 * A stream that is open.
	 *
	 * @param id its number
	 */
	private record Stream(int id) implements Http2FrameStream {

		@Override
		public Http2Stream.State state() {
			return Http2Stream.State.OPEN;
		}

	}

}
