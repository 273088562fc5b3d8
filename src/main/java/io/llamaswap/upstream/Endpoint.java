package io.llamaswap.upstream;

import java.net.URI;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.util.AsciiString;

/**
 * Where one life of a model server is reached, and with which key.
 *
 * @param base base address; its path is prepended to request paths
 * @param incarnation number of this life, unique within the program: connections of one
 * life must never serve another
 * @param key the key that the server itself asks for, or {@code ""}; never a caller's
 */
public record Endpoint(URI base, long incarnation, String key) {

	private static final AsciiString X_API_KEY = AsciiString.cached("x-api-key");

	/**
	 * Makes an endpoint that asks for no key.
	 * @param base base address
	 * @param incarnation number of this life
	 */
	public Endpoint(URI base, long incarnation) {
		this(base, incarnation, "");
	}

	/**
	 * Returns where something is on this server.
	 * @param path the path behind the base, or {@code ""} for the base itself
	 * @return an absolute address
	 */
	public String address(String path) {
		String start = this.base.toString();
		if (path.isEmpty()) {
			return start;
		}
		String stem = start.endsWith("/") ? start.substring(0, start.length() - 1) : start;
		return path.startsWith("/") ? stem + path : stem + "/" + path;
	}

	/**
	 * Puts the key into the headers of a request, in both of the ways that servers look
	 * for one.
	 * @param headers headers to be sent, without the caller's own key
	 */
	public void authorize(HttpHeaders headers) {
		if (!this.key.isEmpty()) {
			headers.set(HttpHeaderNames.AUTHORIZATION, "Bearer " + this.key);
			headers.set(X_API_KEY, this.key);
		}
	}

	/**
	 * Names it without its key.
	 */
	@Override
	public String toString() {
		return "Endpoint[base=" + this.base + ", incarnation=" + this.incarnation + "]";
	}

}
