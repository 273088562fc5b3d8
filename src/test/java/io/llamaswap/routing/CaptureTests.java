package io.llamaswap.routing;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Set;
import java.util.zip.GZIPOutputStream;

import io.llamaswap.activity.ActivityQuery;
import io.llamaswap.activity.Capture;
import io.llamaswap.activity.CompressedBytes;
import io.llamaswap.test.Configurations;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Requests and answers as they are captured on their way: C289 to C291.
 */
class CaptureTests {

	private static final Duration SOON = Duration.ofSeconds(5);

	private static final String CHAT = "/v1/chat/completions";

	private static final String MODELS = """
			models:
			  m: {cmd: 'x --port ${PORT}', aliases: [tiny], useModelName: real, filters: {stripParams: top_p}}
			  plain: {cmd: 'x --port ${PORT}', useModelName: real}
			""";

	private final DataPath path = new DataPath(Configurations.parse("captureBuffer: 1\n" + MODELS));

	private SocketUpstream upstream = SocketUpstream.echoing();

	CaptureTests() {
		serve(this.upstream);
	}

	@AfterEach
	void nothingIsLeftOver() throws IOException {
		this.path.closeWhenQuiet();
		this.upstream.close();
	}

	@Test
	void requestIsCapturedAsItIsSentAndTheAnswerAsItCame() throws IOException {
		this.path.exchange(DataPath.post(CHAT, "{\"model\":\"tiny\",\"top_p\":1}")
			.replaceFirst("\r\n", "\r\nauthorization: Bearer secret\r\nx-other: seen\r\n"));
		Capture capture = capture(1);
		assertThat(capture.path()).isEqualTo(CHAT);
		assertThat(capture.requestHeaders()).containsEntry("Authorization", "[REDACTED]")
			.containsEntry("X-Other", "seen");
		assertThat(text(capture.requestBody())).isEqualTo("{\"model\":\"real\"}");
		assertThat(text(capture.responseBody())).isEqualTo("{\"model\":\"real\"}");
		assertThat(capture.responseHeaders()).containsEntry("Content-Length", "16");
	}

	@Test
	void streamedUploadAndStreamedAnswerAreWhole() throws IOException {
		String filler = "x".repeat(300_000);
		this.path.lifecycle.serve("plain", this.upstream.uri(), this.path.lifecycle.nextLife());
		String answer = this.path.exchange(DataPath.post(CHAT, "{\"model\":\"plain\",\"filler\":\"" + filler + "\"}"));
		Capture capture = capture(1);
		assertThat(text(capture.requestBody())).isEqualTo("{\"model\":\"real\",\"filler\":\"" + filler + "\"}");
		assertThat(answer).endsWith(text(capture.responseBody()));
	}

	@Test
	void compressedAnswerIsShownAsItMeant() throws IOException {
		ByteArrayOutputStream zipped = new ByteArrayOutputStream();
		try (GZIPOutputStream out = new GZIPOutputStream(zipped)) {
			out.write("meant".getBytes(StandardCharsets.UTF_8));
		}
		serve(new SocketUpstream((connection) -> {
			connection.readRequest();
			connection
				.write("HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: " + zipped.size() + "\r\n\r\n");
			connection.write(zipped.toByteArray());
		}));
		this.path.exchange(DataPath.post(CHAT, "{\"model\":\"m\"}"));
		assertThat(text(capture(1).responseBody())).isEqualTo("meant");
		assertThat(capture(1).responseHeaders()).doesNotContainKey("Content-Encoding");
	}

	@Test
	void answerOfAFailureIsNotKept() throws IOException {
		serve(SocketUpstream.answering("HTTP/1.1 400 X\r\nContent-Length: 2\r\n\r\nno"));
		this.path.exchange(DataPath.post(CHAT, "{\"model\":\"m\"}"));
		// The row comes after the answer, and the next one may overtake it.
		rows(1);
		this.path.exchange(DataPath.post(CHAT, "{\"model\":\"nobody\"}"));
		assertThat(text(capture(1).requestBody())).isEqualTo("{\"model\":\"real\"}");
		assertThat(capture(1).responseBody()).isNull();
		assertThat(text(capture(2).requestBody())).isEqualTo("{\"model\":\"nobody\"}");
		assertThat(capture(2).responseHeaders()).isEmpty();
	}

	@Test
	void whatIsLargerThanTheBufferPassesUncaptured() throws IOException {
		String answer = "x".repeat((1 << 20) + 1);
		serve(SocketUpstream.answering("HTTP/1.1 200 OK\r\nContent-Length: " + answer.length() + "\r\n\r\n" + answer));
		assertThat(this.path.exchange(DataPath.post(CHAT, "{\"model\":\"m\"}"))).endsWith(answer);
		rows(1);
		assertThat(this.path.activity.captures().find(1)).isEmpty();
	}

	@Test
	void othersAreNotCaptured() throws IOException {
		this.path.exchange(DataPath.post("/upstream/m/slots/1", "{}"));
		this.path.exchange(DataPath.post("/upstream/m" + CHAT, "{}"));
		assertThat(capture(1).path()).isEqualTo(CHAT);
		assertThat(text(capture(1).requestBody())).isEqualTo("{}");
	}

	@Test
	void nobodyIsCapturedUnasked() throws IOException {
		DataPath usual = new DataPath(Configurations.parse(MODELS));
		try (usual) {
			usual.lifecycle.serve("m", this.upstream.uri(), usual.lifecycle.nextLife());
			usual.exchange(DataPath.post(CHAT, "{\"model\":\"m\"}"));
			Awaitility.await().atMost(SOON).until(() -> usual.activity.log().lastId() == 1);
			assertThat(usual.activity.captures().has(1)).isFalse();
		}
	}

	private Capture capture(long id) {
		rows((int) id);
		return this.path.activity.captures().find(id).orElseThrow();
	}

	private void rows(int count) {
		ActivityQuery all = new ActivityQuery(Set.of(), null, null, 1, Long.MAX_VALUE, "id", false);
		Awaitility.await().atMost(SOON).until(() -> this.path.activity.log().find(all).size() >= count);
	}

	private void serve(SocketUpstream server) {
		this.upstream = server;
		this.path.lifecycle.serve("m", server.uri(), this.path.lifecycle.nextLife());
	}

	private static String text(@Nullable CompressedBytes bytes) {
		return (bytes != null) ? new String(bytes.bytes(), StandardCharsets.UTF_8) : "null";
	}

}
