package io.llamaswap.routing;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.llamaswap.error.ApiError;
import io.netty.buffer.ByteBuf;
import io.netty.util.ByteProcessor;
import org.jspecify.annotations.Nullable;

/**
 * Finds the plain fields {@code model} and {@code stream} of a multipart form. Passes
 * over files without keeping them; the form is never taken apart. What some parsers take
 * for a delimiter, a line end or a name and others do not is refused: the model server
 * may read another model there.
 */
final class MultipartModelScanner extends FindingScanner {

	private static final int MAX_HEADER_BYTES = 8192;

	private static final Set<String> SOUGHT = Set.of("model", "stream");

	private static final byte[] BLANK_LINE = "\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

	private static final Pattern BOUNDARY = Pattern
		.compile("(?i);\\s*boundary=(?:\"([^\"]{1,70})\"|([^\\s;\"]{1,70}))");

	private static final Pattern DISPOSITION = Pattern.compile("(?im)^content-disposition:[^;\r\n]*(.*)$");

	// A backslash in quotes means nothing to browsers, and to others it does: what they
	// would read as a second name counts.
	private static final Pattern PARAMETER = Pattern
		.compile(";\\s*([^\\s;=\"]+)\\s*=\\s*(?:\"([^\"]*)\"|([^\\s;\"]*))");

	private final BoundedBytes headers = new BoundedBytes(MAX_HEADER_BYTES);

	private final BoundedBytes value = new BoundedBytes(MAX_NAME_BYTES);

	private final byte[] delimiter;

	private State state = State.CONTENT;

	private String field = "";

	/** How much of a delimiter stands here, negative outside of the begin of a line. */
	private int matched;

	/** Whether the present line began behind CR and LF, as a delimiter has to. */
	private boolean wellBegun = true;

	private byte last;

	private long position;

	private long valueStart;

	MultipartModelScanner(String boundary) {
		this.delimiter = ("--" + boundary).getBytes(StandardCharsets.ISO_8859_1);
	}

	/**
	 * Returns the boundary that a content type names.
	 * @param contentType a {@code Content-Type} header
	 * @return the boundary, or {@code null} if there is none
	 * @throws RequestRefusedException if there are two
	 */
	static @Nullable String boundaryOf(String contentType) {
		Matcher matcher = BOUNDARY.matcher(contentType);
		if (!matcher.find()) {
			return null;
		}
		String boundary = (matcher.group(1) != null) ? matcher.group(1) : matcher.group(2);
		if (matcher.find()) {
			throw new RequestRefusedException(ApiError.duplicateMember("Content-Type boundary"));
		}
		return boundary;
	}

	@Override
	public void scan(ByteBuf chunk) {
		int index = chunk.readerIndex();
		while (index < chunk.writerIndex() && this.state != State.OVER) {
			int skipped = skippable(chunk, index);
			this.position += skipped;
			index += skipped;
			if (index < chunk.writerIndex()) {
				byte next = chunk.getByte(index++);
				accept(next);
				this.last = next;
				this.position++;
			}
		}
	}

	@Override
	public void end() {
		// A field that is not terminated is none: nothing to add.
	}

	@Override
	public byte[] encode(String name) {
		return name.getBytes(StandardCharsets.UTF_8);
	}

	// Inside a file only the end of a line can stand before a delimiter.
	private int skippable(ByteBuf chunk, int index) {
		if (this.state != State.CONTENT || this.matched >= 0 || !this.field.isEmpty()) {
			return 0;
		}
		int found = chunk.forEachByte(index, chunk.writerIndex() - index, ByteProcessor.FIND_CRLF);
		return ((found >= 0) ? found : chunk.writerIndex()) - index;
	}

	private void accept(byte next) {
		switch (this.state) {
			case CONTENT -> acceptContent(next);
			case DELIMITER_END -> acceptDelimiterEnd(next);
			case LAST_DELIMITER -> acceptLastDelimiter(next);
			case HEADERS -> acceptHeaders(next);
			case OVER -> {
			}
		}
	}

	private void acceptContent(byte next) {
		this.value.add(next);
		if (next == '\r' || next == '\n') {
			this.wellBegun = next == '\n' && this.last == '\r';
			this.matched = 0;
		}
		else if (this.matched < 0 || next != this.delimiter[this.matched]) {
			this.matched = -1;
		}
		else if (++this.matched == this.delimiter.length) {
			endPart();
		}
	}

	private void endPart() {
		if (!this.wellBegun) {
			refuse();
			return;
		}
		finishField();
		this.headers.clear();
		this.state = State.DELIMITER_END;
	}

	private void acceptDelimiterEnd(byte next) {
		if (next == '-' && this.headers.length() == 0) {
			this.state = State.LAST_DELIMITER;
		}
		else if (next == '\n' && this.last == '\r') {
			// The blank line of a part without headers begins with the end of this line.
			this.headers.clear();
			this.headers.add((byte) '\r');
			this.headers.add((byte) '\n');
			this.state = State.HEADERS;
		}
		else if (this.last == '\r' || (next != '\r' && next != ' ' && next != '\t')) {
			refuse();
		}
		else {
			this.headers.add(next);
		}
	}

	private void acceptLastDelimiter(byte next) {
		this.state = State.OVER;
		if (next != '-') {
			refuse();
		}
	}

	private void refuse() {
		this.findings.object(ApiError.ambiguousForm());
		this.state = State.OVER;
	}

	private void acceptHeaders(byte next) {
		this.headers.add(next);
		if (this.headers.isOverflown() || (next == '\n') != (this.last == '\r')) {
			refuse();
		}
		else if (next == '\n' && this.headers.endsWith(BLANK_LINE)) {
			this.field = fieldOf(this.headers.text());
			this.value.clear();
			this.valueStart = this.position + 1;
			this.matched = 0;
			// Only some take it for a delimiter that a part without content ends with.
			this.wellBegun = false;
			this.state = State.CONTENT;
		}
	}

	private void finishField() {
		int length = this.delimiter.length + 2;
		this.value.drop(length);
		if ("model".equals(this.field)) {
			long end = this.position + 1 - length;
			this.findings.model(this.value.text(), this.valueStart, end);
		}
		else if ("stream".equals(this.field)) {
			this.findings.stream("true".equals(this.value.text()));
		}
		this.field = "";
	}

	// Lines of these headers may be folded (RFC 5322 2.2.3).
	private String fieldOf(String headers) {
		String name = null;
		boolean file = false;
		Matcher disposition = DISPOSITION.matcher(headers.replaceAll("\r\n[ \t]+", " "));
		while (disposition.find()) {
			Matcher parameter = PARAMETER.matcher(disposition.group(1));
			while (parameter.find()) {
				String key = parameter.group(1).toLowerCase(Locale.ROOT);
				file |= key.startsWith("filename");
				if ("name".equals(key) || key.startsWith("name*")) {
					// Some decode it (RFC 5987), others know no such parameter.
					if (name != null) {
						this.findings.twice("Content-Disposition name");
					}
					else if (key.length() > 4) {
						this.findings.object(ApiError.ambiguousForm());
					}
					name = (parameter.group(2) != null) ? parameter.group(2) : parameter.group(3);
				}
			}
		}
		return (name != null && !file && SOUGHT.contains(name)) ? name : "";
	}

	/**
	 * Where in the form the next byte is.
	 */
	private enum State {

		CONTENT, DELIMITER_END, LAST_DELIMITER, HEADERS, OVER

	}

}
