package io.llamaswap.routing;

import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;

import io.llamaswap.error.ApiError;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import org.jspecify.annotations.Nullable;

/**
 * Finds the fields {@code model} and {@code stream} of a URL-encoded form, or of a query.
 */
final class FormModelScanner extends FindingScanner {

	/** Longest spelling of {@code stream} with each letter as a percent sequence. */
	private static final int MAX_KEY_BYTES = 18;

	private final BoundedBytes key = new BoundedBytes(MAX_KEY_BYTES);

	private final BoundedBytes value = new BoundedBytes(MAX_NAME_BYTES);

	private boolean inValue;

	private long position;

	private long valueStart;

	@Override
	public void scan(ByteBuf chunk) {
		for (int index = chunk.readerIndex(); index < chunk.writerIndex(); index++) {
			accept(chunk.getByte(index));
			this.position++;
		}
	}

	@Override
	public void end() {
		finishField();
	}

	@Override
	public byte[] encode(String name) {
		return URLEncoder.encode(name, StandardCharsets.UTF_8).getBytes(StandardCharsets.US_ASCII);
	}

	/**
	 * Finds the model in a query.
	 * @param query the raw query, or {@code null} for none
	 * @return the model, or {@code null} if the query names none
	 * @throws RequestRefusedException if it names two
	 */
	static @Nullable String modelOf(@Nullable String query) {
		if (query == null) {
			return null;
		}
		FormModelScanner scanner = read(query);
		ApiError objection = scanner.objection();
		if (objection != null) {
			throw new RequestRefusedException(objection);
		}
		Finding finding = scanner.finding();
		return (finding != null) ? finding.model() : null;
	}

	/**
	 * Tells whether a query asks for a streamed answer.
	 * @param query the raw query, or {@code null} for none
	 * @return {@code true} if it does
	 */
	static boolean isStream(@Nullable String query) {
		return query != null && read(query).isStream();
	}

	private static FormModelScanner read(String query) {
		FormModelScanner scanner = new FormModelScanner();
		scanner.scan(Unpooled.wrappedBuffer(query.getBytes(StandardCharsets.UTF_8)));
		scanner.end();
		return scanner;
	}

	/**
	 * Puts another name in the place of the model of a query, wherever it stands.
	 * @param query the raw query
	 * @param name the new name
	 * @return the query with that name, unchanged if it names no model
	 */
	static String rename(String query, String name) {
		FormModelScanner scanner = read(query);
		byte[] bytes = query.getBytes(StandardCharsets.UTF_8);
		List<Finding> findings = scanner.findings();
		if (findings.isEmpty() || findings.get(0).model().equals(name)) {
			return query;
		}
		StringBuilder renamed = new StringBuilder();
		int from = 0;
		for (Finding finding : findings) {
			int start = Math.toIntExact(finding.start());
			renamed.append(new String(bytes, from, start - from, StandardCharsets.UTF_8))
				.append(URLEncoder.encode(name, StandardCharsets.UTF_8));
			from = Math.toIntExact(finding.end());
		}
		return renamed.append(new String(bytes, from, bytes.length - from, StandardCharsets.UTF_8)).toString();
	}

	/**
	 * Makes a query name a model.
	 * @param query the raw query, or {@code null} for none
	 * @param name the name
	 * @return the query with that name in the place of another one or at its end
	 */
	static String name(@Nullable String query, String name) {
		if (modelOf(query) != null) {
			return rename(Objects.requireNonNull(query), name);
		}
		String added = "model=" + URLEncoder.encode(name, StandardCharsets.UTF_8);
		return (query == null || query.isEmpty()) ? added : query + "&" + added;
	}

	private void accept(byte next) {
		if (next == '&') {
			finishField();
		}
		else if (this.inValue) {
			this.value.add(next);
		}
		else if (next == '=') {
			this.inValue = true;
			this.valueStart = this.position + 1;
		}
		else {
			this.key.add(next);
		}
	}

	private void finishField() {
		String name = (this.inValue && !this.key.isOverflown()) ? decode(this.key.text()) : "";
		if ("model".equals(name)) {
			this.findings.model(decode(this.value.text()), this.valueStart, this.position);
		}
		else if ("stream".equals(name)) {
			this.findings.stream("true".equals(decode(this.value.text())));
		}
		this.key.clear();
		this.value.clear();
		this.inValue = false;
	}

	private static String decode(String text) {
		try {
			return URLDecoder.decode(text, StandardCharsets.UTF_8);
		}
		catch (IllegalArgumentException ex) {
			return "";
		}
	}

}
