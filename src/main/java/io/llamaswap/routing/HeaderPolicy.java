package io.llamaswap.routing;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;

import io.llamaswap.config.PeerConfiguration;
import io.llamaswap.model.EventStream;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.util.AsciiString;
import org.jspecify.annotations.Nullable;

/**
 * Decides which headers pass: end-to-end ones do, those of one connection and the
 * caller's credentials do not (RFC 9110 7.6.1, contract 3.7 and C173).
 */
final class HeaderPolicy {

	static final AsciiString X_FORWARDED_FOR = AsciiString.cached("x-forwarded-for");

	private static final AsciiString X_ACCEL_BUFFERING = AsciiString.cached("x-accel-buffering");

	// Framing is written anew from what the body turns out to be.
	// The id of the request is ours to tell, once. A cookie would come back to this
	// program
	// and to every other service on this host, and never to the model server.
	private static final HttpHeaders NOT_FOR_CLIENTS = setOf("connection", "keep-alive", "proxy-connection",
			"proxy-authenticate", "te", "trailer", "transfer-encoding", "upgrade", "content-length", "x-request-id",
			"set-cookie", "set-cookie2");

	// The key that opens this program opens nothing behind it, and cookies do not know
	// ports: those of every other service on this host come along.
	private static final HttpHeaders NOT_FOR_MODELS = setOf("connection", "keep-alive", "proxy-connection",
			"proxy-authenticate", "te", "trailer", "transfer-encoding", "upgrade", "content-length", "expect",
			"authorization", "proxy-authorization", "x-api-key", "cookie", "x-forwarded-for");

	private static final HttpHeaders NOT_FOR_PEERS = setOf("connection", "keep-alive", "proxy-connection",
			"proxy-authenticate", "te", "trailer", "transfer-encoding", "upgrade", "content-length", "expect",
			"authorization", "proxy-authorization", "x-api-key", "cookie", "host", "forwarded", "x-forwarded-for",
			"x-forwarded-host", "x-forwarded-proto", "x-forwarded-port", "x-forwarded-prefix", "x-forwarded-server",
			"x-forwarded-ssl", "x-real-ip");

	/** These are never those of one connection, whatever a client says. */
	private static final HttpHeaders KEPT = setOf("host", "x-request-id");

	private HeaderPolicy() {
	}

	/**
	 * Copies the headers of a request for a local model.
	 * @param from headers as received
	 * @param to headers to be sent, without {@code Content-Length} and
	 * {@code Transfer-Encoding}
	 * @param client address of the caller, or {@code null} if unknown
	 */
	static void copyRequest(HttpHeaders from, HttpHeaders to, @Nullable String client) {
		copy(from, to, NOT_FOR_MODELS);
		String before = String.join(", ", from.getAll(X_FORWARDED_FOR));
		if (client != null) {
			to.set(X_FORWARDED_FOR, before.isEmpty() ? client : before + ", " + client);
		}
		else if (!before.isEmpty()) {
			to.set(X_FORWARDED_FOR, before);
		}
	}

	/**
	 * Copies the headers of a request for a peer (contract 3.7). The caller's key is
	 * never among them, with or without a key of the peer's.
	 * @param from headers as received
	 * @param to headers to be sent, without {@code Content-Length} and
	 * {@code Transfer-Encoding}
	 * @param peer the peer
	 */
	static void copyForPeer(HttpHeaders from, HttpHeaders to, PeerConfiguration peer) {
		copy(from, to, NOT_FOR_PEERS);
		to.set(HttpHeaderNames.HOST, peer.proxy().getRawAuthority());
	}

	/**
	 * Copies the headers of a model server's answer.
	 * @param from headers as received
	 * @param to headers to be sent, without framing
	 */
	static void copyResponse(HttpHeaders from, HttpHeaders to) {
		if (from.contains(HttpHeaderNames.ACCESS_CONTROL_ALLOW_ORIGIN)) {
			// A model server that answers pages of other sites itself knows what it says.
			to.remove(HttpHeaderNames.ACCESS_CONTROL_ALLOW_ORIGIN);
			to.remove(HttpHeaderNames.ACCESS_CONTROL_EXPOSE_HEADERS);
		}
		copy(from, to, NOT_FOR_CLIENTS);
		if (isEventStream(from)) {
			to.set(X_ACCEL_BUFFERING, "no");
		}
	}

	/**
	 * Keeps what a model server answers outside of its own pages from acting as one of
	 * ours in a browser: such a document has no origin at all.
	 * @param headers headers of the answer, as they are to be sent
	 */
	static void confine(HttpHeaders headers) {
		String contentType = headers.get(HttpHeaderNames.CONTENT_TYPE);
		if (contentType == null || contentType.contains("html") || contentType.contains("xml")) {
			headers.set(HttpHeaderNames.CONTENT_SECURITY_POLICY, "sandbox");
		}
	}

	/**
	 * Tells whether an answer is a stream of events.
	 * @param headers its headers
	 * @return {@code true} if its content type says so
	 */
	static boolean isEventStream(HttpHeaders headers) {
		return EventStream.isNamedBy(headers.get(HttpHeaderNames.CONTENT_TYPE));
	}

	private static void copy(HttpHeaders from, HttpHeaders to, HttpHeaders dropped) {
		List<String> named = namedInConnection(from);
		Iterator<Map.Entry<CharSequence, CharSequence>> entries = from.iteratorCharSequence();
		while (entries.hasNext()) {
			Map.Entry<CharSequence, CharSequence> entry = entries.next();
			CharSequence name = entry.getKey();
			if (!dropped.contains(name) && !contains(named, name)) {
				to.add(name, entry.getValue());
			}
		}
	}

	private static boolean contains(List<String> names, CharSequence name) {
		for (String candidate : names) {
			if (AsciiString.contentEqualsIgnoreCase(candidate, name)) {
				return true;
			}
		}
		return false;
	}

	private static List<String> namedInConnection(HttpHeaders headers) {
		List<String> values = headers.getAll(HttpHeaderNames.CONNECTION);
		if (values.isEmpty()) {
			return List.of();
		}
		List<String> names = new ArrayList<>();
		for (String value : values) {
			for (String name : value.split(",", -1)) {
				if (!KEPT.contains(name.strip())) {
					names.add(name.strip());
				}
			}
		}
		return names;
	}

	private static HttpHeaders setOf(String... names) {
		HttpHeaders set = new DefaultHttpHeaders();
		for (String name : names) {
			addSpellings(name, name.indexOf('-'), set);
		}
		return set;
	}

	// To what knows headers as variables (CGI, WSGI) x_api_key is x-api-key.
	private static void addSpellings(String name, int dash, HttpHeaders set) {
		if (dash < 0) {
			set.add(AsciiString.cached(name), "");
			return;
		}
		int next = name.indexOf('-', dash + 1);
		addSpellings(name, next, set);
		addSpellings(name.substring(0, dash) + "_" + name.substring(dash + 1), next, set);
	}

}
