package io.llamaswap.activity;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.zip.GZIPInputStream;
import java.util.zip.InflaterInputStream;

import io.llamaswap.model.EventStream;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Reads the sample of an answer as text.
 */
final class AnswerText {

	/** A decoded answer longer than this is not read. */
	static final int MOST_DECODED = 1 << 20;

	private static final int MOST_REASON = 500;

	private static final JsonMapper MAPPER = JsonMapper.builder().build();

	private AnswerText() {
	}

	/**
	 * Reads what an answer cost.
	 * @param sample the answer
	 * @param contentType its content type
	 * @param encoding its content encoding, or {@code ""}
	 * @param usage takes what is found
	 * @return why it could not be read, or {@code ""}
	 */
	static String read(AnswerSample sample, String contentType, String encoding, UsageReader usage) {
		boolean events = EventStream.isNamedBy(contentType);
		if (isEncoded(encoding)) {
			if (!sample.isWhole()) {
				return "";
			}
			try {
				read(text(decode(sample.bytes(), encoding, MOST_DECODED)), events, usage);
				return "";
			}
			catch (IOException ex) {
				return "the answer could not be decoded as " + encoding;
			}
		}
		if (sample.isWhole()) {
			read(text(sample.bytes()), events, usage);
		}
		else if (events) {
			usage.events(text(sample.head()));
			String tail = text(sample.tail());
			usage.events(tail.substring(tail.indexOf('\n') + 1));
		}
		else {
			usage.fragment(text(sample.head()));
			usage.fragment(text(sample.tail()));
		}
		return "";
	}

	private static void read(String text, boolean events, UsageReader usage) {
		if (events) {
			usage.events(text);
		}
		else {
			usage.json(text);
		}
	}

	/**
	 * Finds what a failed answer says (contract 6.2).
	 * @param sample the answer
	 * @param status its status
	 * @return one short text
	 */
	static String error(AnswerSample sample, int status) {
		String reason = "";
		try {
			JsonNode node = MAPPER.readTree(sample.bytes());
			reason = first(node.path("error").path("message"), node.path("error"), node.path("message"),
					node.path("detail"));
		}
		catch (JacksonException ex) {
			// No JSON: the status has to do.
		}
		return reason.isEmpty() ? "status " + status : reason.substring(0, Math.min(MOST_REASON, reason.length()));
	}

	private static String first(JsonNode... nodes) {
		for (JsonNode node : nodes) {
			if (node.isString()) {
				return node.stringValue();
			}
		}
		return "";
	}

	static boolean isEncoded(String encoding) {
		return !encoding.isEmpty() && !"identity".equalsIgnoreCase(encoding);
	}

	/**
	 * Decodes a body.
	 * @param bytes the body
	 * @param encoding its content encoding
	 * @param most no more bytes than these are made of it
	 * @return its beginning or all of it
	 * @throws IOException if it is not encoded so, or nobody knows how
	 */
	static byte[] decode(byte[] bytes, String encoding, int most) throws IOException {
		try (InputStream in = decoding(new ByteArrayInputStream(bytes), encoding.strip().toLowerCase(Locale.ROOT))) {
			return in.readNBytes(most);
		}
	}

	private static InputStream decoding(InputStream raw, String encoding) throws IOException {
		return switch (encoding) {
			case "gzip" -> new GZIPInputStream(raw);
			case "deflate" -> new InflaterInputStream(raw);
			default -> throw new IOException("unknown encoding");
		};
	}

	private static String text(byte[] bytes) {
		return new String(bytes, StandardCharsets.UTF_8);
	}

}
