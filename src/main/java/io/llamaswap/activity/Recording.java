package io.llamaswap.activity;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * One exchange as it is recorded for a capture: copies of the bytes that pass, as long as
 * there is room. Told of by the thread of its connection; ended by another, while an
 * answer that nobody waits for may still come.
 */
public final class Recording {

	private static final Set<String> WITHOUT_ANSWER = Set.of("/v1/audio/speech", "/v1/images/generations",
			"/sdapi/v1/txt2img", "/v1/images/edits", "/sdapi/v1/img2img");

	private static final Set<String> WITHOUT_REQUEST = Set.of("/v1/audio/voices", "/v1/audio/transcriptions",
			"/v1/audio/translations", "/v1/images/edits", "/sdapi/v1/img2img");

	private final Captures captures;

	/** Guarded by this, as all that follows. */
	private String path;

	private @Nullable ByteArrayOutputStream request = new ByteArrayOutputStream(0);

	private @Nullable ByteArrayOutputStream answer;

	private long taken;

	private boolean dropped;

	Recording(Captures captures, String path) {
		this.captures = captures;
		this.path = path;
	}

	/**
	 * Tells where the request goes, which decides what is kept of it.
	 * @param target raw path as the model server sees it
	 */
	synchronized void found(String target) {
		this.path = target;
		if (WITHOUT_REQUEST.contains(target) && this.request != null) {
			giveBack(this.request.size());
			this.request = null;
		}
	}

	/**
	 * Tells what is sent instead of what came: it may be edited, or sent again.
	 * @param parts the bytes, neither moved nor kept
	 */
	public synchronized void requestAnew(List<ByteBuf> parts) {
		if (this.request != null) {
			giveBack(this.request.size());
			this.request.reset();
			parts.forEach(this::request);
		}
	}

	/**
	 * Tells of a piece of the request.
	 * @param piece the bytes, neither moved nor kept
	 */
	public synchronized void request(ByteBuf piece) {
		if (this.request != null) {
			copy(piece, this.request);
		}
	}

	/**
	 * Tells that the answer begins. That of a failure is not kept.
	 * @param status its status
	 */
	synchronized void answered(int status) {
		if (status == 200 && !this.dropped && !WITHOUT_ANSWER.contains(this.path)) {
			this.answer = new ByteArrayOutputStream(0);
		}
	}

	/**
	 * Tells of a piece of the answer.
	 * @param piece the bytes, neither moved nor kept
	 */
	synchronized void answer(ByteBuf piece) {
		if (this.answer != null) {
			copy(piece, this.answer);
		}
	}

	private void copy(ByteBuf piece, ByteArrayOutputStream to) {
		int size = piece.readableBytes();
		if (!this.captures.take(size)) {
			drop();
			return;
		}
		this.taken += size;
		try {
			piece.getBytes(piece.readerIndex(), to, size);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private void giveBack(long bytes) {
		this.captures.giveBack(bytes);
		this.taken -= bytes;
	}

	/** Forgets everything: there will be no capture. */
	synchronized void drop() {
		this.dropped = true;
		this.request = null;
		this.answer = null;
		giveBack(this.taken);
	}

	/**
	 * Makes the capture, and lets go of everything else.
	 * @param requestHeaders headers as received
	 * @param responseHeaders headers as received, possibly none
	 * @param encoding content encoding of the answer, or {@code ""}
	 * @return the capture, or {@code null} if there was no room for it
	 */
	synchronized @Nullable Capture end(Iterable<Map.Entry<String, String>> requestHeaders,
			Iterable<Map.Entry<String, String>> responseHeaders, String encoding) {
		if (this.dropped) {
			return null;
		}
		Map<String, String> shown = new TreeMap<>(HeaderRedaction.shown(responseHeaders));
		byte[] body = (this.answer != null) ? this.answer.toByteArray() : null;
		if (body != null && AnswerText.isEncoded(encoding)) {
			try {
				body = AnswerText.decode(body, encoding, (int) Math.min(this.captures.capacity(), Integer.MAX_VALUE));
				shown.remove("Content-Encoding");
			}
			catch (IOException ex) {
				// Kept as it came, and the header says how that is.
			}
		}
		Capture capture = new Capture(this.path, HeaderRedaction.shown(requestHeaders),
				(this.request != null) ? CompressedBytes.of(this.request.toByteArray()) : null, shown,
				(body != null) ? CompressedBytes.of(body) : null);
		drop();
		return capture;
	}

}
