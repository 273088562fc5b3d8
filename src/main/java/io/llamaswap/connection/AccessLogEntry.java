package io.llamaswap.connection;

import java.util.List;
import java.util.Locale;

import org.jspecify.annotations.Nullable;

/**
 * One request and what was answered so far, for its line in the access log (contract
 * 3.12). The query is left out: it may hold a secret.
 */
final class AccessLogEntry {

	/** Told instead of the status when a client left before its answer was complete. */
	static final int CLIENT_LEFT = 499;

	/** What is asked every few seconds would hide everything else. */
	private static final List<String> POLLED = List.of("/wol-health", "/api/performance", "/metrics");

	private final String client;

	private final String target;

	private final String request;

	private final String agent;

	private final long begin = System.nanoTime();

	private int status;

	private long bytes;

	private String id = "";

	AccessLogEntry(@Nullable String client, CharSequence method, CharSequence target, CharSequence protocol,
			CharSequence agent) {
		this.client = (client != null) ? client : "-";
		String uri = target.toString();
		this.target = uri;
		int query = uri.indexOf('?');
		this.request = "%s %s %s".formatted(method, (query >= 0) ? uri.substring(0, query) : uri, protocol);
		this.agent = agent.toString();
	}

	void answered(int code, CharSequence requestId) {
		this.status = code;
		this.id = requestId.toString();
	}

	void sent(int count) {
		this.bytes += count;
	}

	/**
	 * Tells it, unless it is one of those that llama-swap leaves out as well.
	 * @param log where its line goes
	 * @param shown the status to tell
	 */
	void tell(AccessLog log, int shown) {
		if (POLLED.stream().noneMatch(this.target::startsWith)) {
			log.lines().accept(line(shown));
		}
	}

	/**
	 * Returns what was answered.
	 * @return the status, {@code 0} before it is known
	 */
	int status() {
		return this.status;
	}

	private String line(int shown) {
		double millis = (System.nanoTime() - this.begin) / 1e6;
		String line = "Request %s \"%s\" %d %d \"%s\" %s".formatted(this.client, quoted(this.request), shown,
				this.bytes, quoted(this.agent), String.format(Locale.ROOT, "%.3fms", millis));
		return this.id.isEmpty() ? line : line + " " + this.id;
	}

	private static String quoted(String text) {
		return text.replace("\\", "\\\\").replace("\"", "\\\"");
	}

}
