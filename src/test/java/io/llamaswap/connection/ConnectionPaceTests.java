package io.llamaswap.connection;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.util.ReferenceCountUtil;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import org.springframework.util.unit.DataSize;

import static org.assertj.core.api.Assertions.assertThat;

class ConnectionPaceTests {

	private static final String BODY = "POST /x HTTP/1.1\r\nHost: a\r\nContent-Length: 5000\r\n\r\n";

	private final ConnectionProperties limits = new ConnectionProperties(2, Duration.ofSeconds(20),
			Duration.ofSeconds(30), Duration.ofMinutes(2), 0, DataSize.ofBytes(4096), DataSize.ofBytes(8192));

	private final OpenConnections connections = new OpenConnections(2, 0, (address) -> false);

	private long nanos;

	private final Connection connection = new Connection();

	@AfterEach
	void close() {
		this.connection.channel.finishAndReleaseAll();
	}

	@Test
	void aSilentConnectionIsLeftToTheIdleTimeout() {
		this.connection.pass(Duration.ofMinutes(5));
		assertThat(this.connection.channel.isOpen()).isTrue();
	}

	@Test
	void halfAHeadIsAnsweredWith408() {
		this.connection.send("GET / HT");
		this.connection.pass(Duration.ofSeconds(10));
		this.connection.send("TP/1.1\r\nX-A: b");
		this.connection.pass(Duration.ofSeconds(9));
		assertThat(this.connection.channel.isOpen()).isTrue();
		this.connection.pass(Duration.ofSeconds(6));
		assertThat(this.connection.answer()).startsWith("HTTP/1.1 408 ")
			.contains("connection: close", "the request's head did not come in time");
		assertThat(this.connection.channel.isOpen()).isFalse();
	}

	@Test
	void aBodyThatDoesNotComeIsAnsweredWith408() {
		this.connection.send(BODY + "a");
		this.connection.pass(Duration.ofSeconds(29));
		assertThat(this.connection.channel.isOpen()).isTrue();
		this.connection.pass(Duration.ofSeconds(10));
		assertThat(this.connection.answer()).startsWith("HTTP/1.1 408 ")
			.contains("the request's body did not come in time");
		assertThat(this.connection.channel.isOpen()).isFalse();
	}

	@Test
	void aBodyThatDripsCountsAsNone() {
		this.connection.send(BODY);
		for (int second = 0; second < 40 && this.connection.channel.isOpen(); second++) {
			this.connection.send("a");
			this.connection.pass(Duration.ofSeconds(1));
		}
		assertThat(this.connection.channel.isOpen()).isFalse();
	}

	@Test
	void aSlowBodyMayTakeLong() {
		this.connection.send(BODY);
		for (int piece = 0; piece < 4; piece++) {
			this.connection.pass(Duration.ofSeconds(20));
			this.connection.send("a".repeat(1100));
			assertThat(this.connection.channel.isOpen()).isTrue();
		}
	}

	@Test
	void aBodyThatWeDoNotReadMayWaitForItsModel() {
		this.connection.send(BODY + "a");
		this.connection.channel.config().setAutoRead(false);
		this.connection.pass(Duration.ofMinutes(20));
		assertThat(this.connection.channel.isOpen()).isTrue();
		this.connection.channel.config().setAutoRead(true);
		this.connection.pass(Duration.ofSeconds(20));
		assertThat(this.connection.channel.isOpen()).isTrue();
		this.connection.pass(Duration.ofSeconds(20));
		assertThat(this.connection.channel.isOpen()).isFalse();
	}

	@Test
	void aModelMayThinkForAsLongAsItLikes() {
		this.connection.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
		this.connection.pass(Duration.ofHours(2));
		assertThat(this.connection.channel.isOpen()).isTrue();
		assertThat(this.connection.isIdle()).isFalse();
	}

	@Test
	void anAnsweredConnectionIsIdleAgain() {
		this.connection.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
		this.connection.channel
			.writeOutbound(new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.CONTINUE));
		assertThat(this.connection.isIdle()).isFalse();
		this.connection.channel.writeOutbound(new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.OK));
		assertThat(this.connection.isIdle()).isTrue();
		this.connection.send("GET / H");
		this.connection.pass(Duration.ofSeconds(30));
		assertThat(this.connection.channel.isOpen()).isFalse();
	}

	@Test
	void theIdlestConnectionMakesRoomForAnother() {
		this.connection.pass(Duration.ofSeconds(1));
		Connection second = new Connection();
		Connection third = new Connection();
		assertThat(this.connection.channel.isOpen()).isFalse();
		assertThat(second.channel.isOpen()).isTrue();
		assertThat(third.channel.isOpen()).isTrue();
		assertThat(this.connections.size()).isEqualTo(2);
		second.channel.finishAndReleaseAll();
		third.channel.finishAndReleaseAll();
		assertThat(this.connections.size()).isZero();
	}

	@Test
	void withoutAnIdleOneTheNewcomerIsRefused() {
		Connection second = new Connection();
		this.connection.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
		second.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
		Connection third = new Connection();
		assertThat(third.answer()).startsWith("HTTP/1.1 503 ")
			.containsIgnoringCase("retry-after: 1")
			.contains("too many connections");
		assertThat(third.channel.isOpen()).isFalse();
		assertThat(this.connection.channel.isOpen()).isTrue();
		assertThat(second.channel.isOpen()).isTrue();
		second.channel.finishAndReleaseAll();
		third.channel.finishAndReleaseAll();
	}

	/**
	 * One connection with a clock of its own.
	 */
	private final class Connection {

		private final EmbeddedChannel channel = new EmbeddedChannel(new HttpServerCodec());

		private final @Nullable OpenConnection open = ConnectionPaceTests.this.connections.open(this.channel,
				ConnectionPaceTests.this.nanos);

		Connection() {
			BareErrors errors = new BareErrors(ConnectionPaceTests.this.limits);
			ConnectionPace pace = new ConnectionPace(ConnectionPaceTests.this.limits, this.open,
					() -> ConnectionPaceTests.this.nanos);
			this.channel.pipeline().addFirst(new HeadWatch(pace, errors)).addLast(errors).addLast(pace);
		}

		boolean isIdle() {
			return this.open != null && this.open.isIdle();
		}

		void send(String text) {
			this.channel.writeInbound(Unpooled.copiedBuffer(text, StandardCharsets.ISO_8859_1));
			this.channel.inboundMessages().forEach(ReferenceCountUtil::release);
			this.channel.inboundMessages().clear();
		}

		void pass(Duration time) {
			for (long second = 0; second < time.toSeconds(); second++) {
				ConnectionPaceTests.this.nanos += 1_000_000_000;
				this.channel.advanceTimeBy(1, TimeUnit.SECONDS);
				this.channel.runScheduledPendingTasks();
			}
		}

		String answer() {
			StringBuilder text = new StringBuilder();
			for (ByteBuf piece = this.channel.readOutbound(); piece != null; piece = this.channel.readOutbound()) {
				text.append(piece.toString(StandardCharsets.ISO_8859_1));
				piece.release();
			}
			return text.toString();
		}

	}

}
