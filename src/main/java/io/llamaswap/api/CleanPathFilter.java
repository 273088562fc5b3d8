package io.llamaswap.api;

import java.net.URI;
import java.util.ArrayDeque;
import java.util.Deque;

import reactor.core.publisher.Mono;

import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;

/**
 * Sends callers of {@code //}, {@code /./} and {@code /../} to the cleaned path before
 * anything else looks at it (C151). What belongs to a model server is kept as it was sent
 * (C152).
 */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE + 20)
final class CleanPathFilter implements WebFilter {

	@Override
	public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
		URI uri = exchange.getRequest().getURI();
		String path = uri.getRawPath();
		if (isClean(path) || path.startsWith("/upstream/") || path.startsWith("/comfyui/")) {
			return chain.filter(exchange);
		}
		String query = (uri.getRawQuery() != null) ? "?" + uri.getRawQuery() : "";
		exchange.getResponse().getHeaders().set(HttpHeaders.LOCATION, clean(path) + query);
		exchange.getResponse().setStatusCode(HttpStatus.TEMPORARY_REDIRECT);
		return exchange.getResponse().setComplete();
	}

	private static boolean isClean(String path) {
		return !path.contains("//") && !path.contains("/./") && !path.contains("/../") && !path.endsWith("/.")
				&& !path.endsWith("/..");
	}

	/**
	 * Resolves a path as Go's router does: dots and empty segments go, a slash at the end
	 * stays.
	 * @param path a path that starts with a slash
	 * @return the cleaned path, which starts with exactly one slash
	 */
	static String clean(String path) {
		Deque<String> kept = new ArrayDeque<>();
		for (String segment : path.split("/", -1)) {
			if ("..".equals(segment)) {
				kept.pollLast();
			}
			else if (!segment.isEmpty() && !".".equals(segment)) {
				kept.addLast(segment);
			}
		}
		boolean endsInSlash = path.endsWith("/") || path.endsWith("/.") || path.endsWith("/..");
		String cleaned = "/" + String.join("/", kept);
		return (endsInSlash && cleaned.length() > 1) ? cleaned + "/" : cleaned;
	}

}
