package io.llamaswap.routing;

import java.util.List;

import io.llamaswap.error.ApiError;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * Scans a body whose content type says nothing of use: what begins like a JSON object is
 * one (as early llama-swap had it), anything else is read as a form.
 */
final class SniffingModelScanner implements ModelScanner {

	private final ModelScanner json = new JsonModelScanner();

	private final FormModelScanner form = new FormModelScanner();

	private boolean decided;

	private ModelScanner chosen = this.json;

	private SniffingModelScanner(@Nullable String query) {
		this.form.findings.streamOtherwise(FormModelScanner.isStream(query));
	}

	/**
	 * Chooses the scanner for a body.
	 * @param contentType its {@code Content-Type}, or {@code null}
	 * @param query the raw query, which forms are completed by (contract 3.6), or
	 * {@code null}
	 * @return a fresh scanner
	 */
	static ModelScanner forContentType(@Nullable String contentType, @Nullable String query) {
		if (contentType != null && contentType.contains("application/json")) {
			return new JsonModelScanner();
		}
		if (contentType != null && contentType.regionMatches(true, 0, "multipart/form-data", 0, 19)) {
			String boundary = MultipartModelScanner.boundaryOf(contentType);
			return (boundary != null) ? multipart(boundary, query) : new SniffingModelScanner(query);
		}
		return new SniffingModelScanner(query);
	}

	private static MultipartModelScanner multipart(String boundary, @Nullable String query) {
		MultipartModelScanner scanner = new MultipartModelScanner(boundary);
		scanner.findings.streamOtherwise(FormModelScanner.isStream(query));
		return scanner;
	}

	@Override
	public void scan(ByteBuf chunk) {
		if (!this.decided) {
			decide(chunk);
		}
		if (this.decided) {
			this.chosen.scan(chunk);
		}
		else {
			this.json.scan(chunk);
			this.form.scan(chunk);
		}
	}

	@Override
	public void end() {
		this.chosen.end();
	}

	@Override
	public List<Finding> findings() {
		return this.chosen.findings();
	}

	@Override
	public @Nullable ApiError objection() {
		return this.chosen.objection();
	}

	@Override
	public boolean isStream() {
		return this.chosen.isStream();
	}

	@Override
	@SuppressWarnings("ReferenceEquality") // which of the two it is, not what it is like
	public boolean isJson() {
		return this.decided && this.chosen == this.json;
	}

	@Override
	public byte[] encode(String name) {
		return this.chosen.encode(name);
	}

	private void decide(ByteBuf chunk) {
		for (int index = chunk.readerIndex(); index < chunk.writerIndex(); index++) {
			byte next = chunk.getByte(index);
			boolean undecided = next <= ' '
					&& (next >= 0 || next == (byte) 0xef || next == (byte) 0xbb || next == (byte) 0xbf);
			if (!undecided) {
				this.decided = true;
				this.chosen = (next == '{') ? this.json : this.form;
				return;
			}
		}
	}

}
