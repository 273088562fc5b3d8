package io.llamaswap.demo;

import java.io.IOException;

import org.jspecify.annotations.Nullable;

/**
 * The head of one request, as it came.
 *
 * @param method the method
 * @param target path and query, byte for byte
 * @param version such as {@code HTTP/1.1}
 * @param headers the headers
 */
record RequestHead(String method, String target, String version, Headers headers) {

	/**
	 * Reads the next head.
	 * @param input where it comes from
	 * @return the head, or {@code null} at the end of the connection
	 * @throws IOException if it is none
	 */
	static @Nullable RequestHead read(HttpInput input) throws IOException {
		String line = input.line();
		if (line == null) {
			return null;
		}
		int first = line.indexOf(' ');
		int last = line.lastIndexOf(' ');
		if (first <= 0 || last <= first) {
			throw new IOException("no request line: " + line);
		}
		Headers headers = new Headers();
		String header = input.line();
		while (header != null && !header.isEmpty()) {
			int colon = header.indexOf(':');
			headers.add(header.substring(0, Math.max(colon, 0)), header.substring(colon + 1).strip());
			header = input.line();
		}
		return new RequestHead(line.substring(0, first), line.substring(first + 1, last), line.substring(last + 1),
				headers);
	}

	String path() {
		int query = this.target.indexOf('?');
		return (query < 0) ? this.target : this.target.substring(0, query);
	}

	boolean isKeptAlive() {
		return "HTTP/1.1".equals(this.version) && !this.headers.has("Connection", "close");
	}

	/**
	 * Returns what the test calls this request.
	 * @return the header {@code X-Nonce}, or {@code -}
	 */
	String nonce() {
		String nonce = this.headers.first("X-Nonce");
		return (nonce != null) ? nonce : "-";
	}

}
