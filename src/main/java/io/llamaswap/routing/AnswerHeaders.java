package io.llamaswap.routing;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

import io.llamaswap.lifecycle.Lease;
import io.llamaswap.model.ModelId;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.util.AsciiString;

/**
 * What this program adds to the headers of answers about a model: to the model server's
 * own, and to errors once it is known who was asked.
 */
final class AnswerHeaders {

	/**
	 * Real id of the model that was asked; percent-encoded where it is not plain text.
	 */
	static final AsciiString MODEL = AsciiString.cached("X-Llama-Swap-Model");

	/** How long the request waited for that model: seconds with three decimals. */
	static final AsciiString WAITED = AsciiString.cached("X-Llama-Swap-Waited");

	private static final String NOT_AT_ALL = "0.000";

	private AnswerHeaders() {
	}

	/**
	 * Adds the headers.
	 * @param lease what the request was granted
	 * @param headers headers of the answer, without those of the same names that a model
	 * server made
	 */
	static void add(Lease lease, HttpHeaders headers) {
		add(lease.model(), lease.waited(), headers);
	}

	/**
	 * Adds the headers.
	 * @param model who was asked
	 * @param waited how long the request waited for it
	 * @param headers headers of the answer
	 */
	static void add(ModelId model, Duration waited, HttpHeaders headers) {
		headers.set(MODEL, plain(model.value()));
		headers.set(WAITED, seconds(waited));
	}

	/**
	 * Tells how long a request waited where the headers are out already.
	 * @param waited how long
	 * @return a comment of an event stream
	 */
	static String comment(Duration waited) {
		return ": " + WAITED + ": " + seconds(waited) + "\n\n";
	}

	private static String seconds(Duration duration) {
		long millis = duration.toMillis();
		if (millis <= 0) {
			return NOT_AT_ALL;
		}
		String fraction = Long.toString(1000 + millis % 1000);
		return millis / 1000 + "." + fraction.substring(1);
	}

	/**
	 * Writes an id as a header can hold it.
	 * @param id the real id
	 * @return the id, percent-encoded where it is not plain text
	 */
	static String plain(String id) {
		for (int index = 0; index < id.length(); index++) {
			if (id.charAt(index) < ' ' || id.charAt(index) > '~') {
				return URLEncoder.encode(id, StandardCharsets.UTF_8);
			}
		}
		return id;
	}

}
