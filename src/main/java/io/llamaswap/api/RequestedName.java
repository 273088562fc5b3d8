package io.llamaswap.api;

import java.nio.charset.StandardCharsets;

import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.web.util.UriUtils;

/**
 * Reads a model's name out of the end of a path: everything behind the prefix, slashes
 * included, decoded once.
 */
final class RequestedName {

	private RequestedName() {
	}

	/**
	 * Reads the name. Spring's own variables lose what stands behind a semicolon, which
	 * an id may hold.
	 * @param request the request, whose path starts with the prefix
	 * @param prefix what stands before the name, with its slash
	 * @return the name, possibly empty
	 */
	static String behind(String prefix, ServerHttpRequest request) {
		String path = request.getURI().getRawPath();
		return UriUtils.decode(path.substring(Math.min(prefix.length(), path.length())), StandardCharsets.UTF_8);
	}

}
