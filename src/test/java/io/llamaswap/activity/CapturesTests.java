package io.llamaswap.activity;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;

import io.netty.buffer.Unpooled;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What is kept of captured exchanges, and for how long: C289 to C291.
 */
class CapturesTests {

	private static final String CHAT = "/v1/chat/completions";

	private final AtomicLong capacity = new AtomicLong(2000);

	private final Captures captures = new Captures(this.capacity::get);

	@Test
	void nothingIsRecordedWithoutRoom() {
		this.capacity.set(0);
		assertThat(this.captures.begin(CHAT)).isNull();
	}

	@Test
	void oldestGoFirst() {
		for (int id = 1; id <= 5; id++) {
			this.captures.add(id, capture(id + "x".repeat(50)));
		}
		assertThat(this.captures.has(2)).isFalse();
		assertThat(this.captures.has(3)).isTrue();
		assertThat(this.captures.find(5)).get()
			.extracting((found) -> text(found.requestBody()))
			.isEqualTo("5" + "x".repeat(50));
	}

	@Test
	void captureThatIsLargerThanAllRoomIsNotKeptAndMakesNone() {
		this.captures.add(1, capture("a"));
		this.captures.add(2, new Capture("/" + "long".repeat(500), Map.of(), null, Map.of(), null));
		assertThat(this.captures.has(1)).isTrue();
		assertThat(this.captures.has(2)).isFalse();
	}

	@Test
	void switchingOffForgetsEverything() {
		this.captures.add(1, capture("a"));
		this.capacity.set(0);
		this.captures.trim();
		assertThat(this.captures.find(1)).isEmpty();
	}

	@Test
	void recordingsShareRoomAndReturnIt() {
		Recording first = begin(CHAT);
		Recording second = begin(CHAT);
		first.request(Unpooled.wrappedBuffer(new byte[1500]));
		second.request(Unpooled.wrappedBuffer(new byte[400]));
		assertThat(this.captures.recording()).isEqualTo(1900);
		second.answered(200);
		second.answer(Unpooled.wrappedBuffer(new byte[101]));
		assertThat(this.captures.recording()).isEqualTo(1500);
		second.answer(Unpooled.wrappedBuffer(new byte[1]));
		assertThat(second.end(List.of(), List.of(), "")).isNull();
		assertThat(first.end(List.of(), List.of(), "")).isNotNull();
		assertThat(this.captures.recording()).isZero();
	}

	@Test
	void whatComesAfterTheEndIsNotRecorded() {
		Recording recording = begin(CHAT);
		recording.answered(200);
		recording.end(List.of(), List.of(), "");
		recording.answer(Unpooled.wrappedBuffer(new byte[1]));
		assertThat(this.captures.recording()).isZero();
	}

	@Test
	void editedRequestReplacesTheOneThatCame() {
		Recording recording = begin(CHAT);
		recording.request(Unpooled.copiedBuffer("before", StandardCharsets.UTF_8));
		recording.requestAnew(List.of(Unpooled.copiedBuffer("after", StandardCharsets.UTF_8)));
		assertThat(text(end(recording).requestBody())).isEqualTo("after");
		assertThat(this.captures.recording()).isZero();
	}

	@Test
	void partsGoByThePath() {
		assertThat(parts(CHAT)).isEqualTo("request answer");
		assertThat(parts("/v1/audio/speech")).isEqualTo("request null");
		assertThat(parts("/sdapi/v1/txt2img")).isEqualTo("request null");
		assertThat(parts("/v1/audio/transcriptions")).isEqualTo("null answer");
		assertThat(parts("/v1/audio/voices")).isEqualTo("null answer");
		assertThat(parts("/v1/images/edits")).isEqualTo("null null");
		assertThat(parts("/sdapi/v1/img2img")).isEqualTo("null null");
	}

	private String parts(String path) {
		// As below /upstream: the path is known after the first bytes of the request.
		Recording recording = begin("/upstream/m" + path);
		recording.request(Unpooled.copiedBuffer("requ", StandardCharsets.UTF_8));
		recording.found(path);
		recording.request(Unpooled.copiedBuffer("est", StandardCharsets.UTF_8));
		recording.answered(200);
		recording.answer(Unpooled.copiedBuffer("answer", StandardCharsets.UTF_8));
		Capture capture = end(recording);
		assertThat(capture.path()).isEqualTo(path);
		return text(capture.requestBody()) + " " + text(capture.responseBody());
	}

	private Recording begin(String path) {
		return Objects.requireNonNull(this.captures.begin(path));
	}

	private static Capture end(Recording recording) {
		return Objects.requireNonNull(recording.end(List.of(), List.of(), ""));
	}

	private static Capture capture(String body) {
		return new Capture(CHAT, Map.of(), CompressedBytes.of(body.getBytes(StandardCharsets.UTF_8)), Map.of(), null);
	}

	private static String text(@Nullable CompressedBytes bytes) {
		return (bytes != null) ? new String(bytes.bytes(), StandardCharsets.UTF_8) : "null";
	}

}
