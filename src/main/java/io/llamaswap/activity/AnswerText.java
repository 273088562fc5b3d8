package io.llamaswap.activity;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.zip.GZIPInputStream;
import java.util.zip.InflaterInputStream;

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
		boolean events = contentType.contains("event-stream");
		if (!encoding.isEmpty() && !"identity".equalsIgnoreCase(encoding)) {
			if (!sample.isWhole()) {
				return "";
			}
			try {
				read(text(decode(sample.bytes(), encoding)), events, usage);
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

	private static byte[] decode(byte[] bytes, String encoding) throws IOException {
		InputStream raw = new ByteArrayInputStream(bytes);
		switch (encoding.strip().toLowerCase(Locale.ROOT)) {
			case "gzip" -> {
				try (InputStream in = new GZIPInputStream(raw)) {
					return in.readNBytes(MOST_DECODED);
				}
			}
			case "deflate" -> {
				try (InputStream in = new InflaterInputStream(raw)) {
					return in.readNBytes(MOST_DECODED);
				}
			}
			default -> throw new IOException("unknown encoding");
		}
	}

	private static String text(byte[] bytes) {
		return new String(bytes, StandardCharsets.UTF_8);
	}

}
