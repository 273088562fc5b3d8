package io.llamaswap.security;

import java.util.Set;

import io.llamaswap.model.Caller.Scope;
import io.llamaswap.model.RouteScope;
import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpMethod;
import org.springframework.http.server.PathContainer;
import org.springframework.http.server.reactive.ServerHttpRequest;

/**
 * What a route needs. Everything that is not named here needs a key, and is for
 * inference: any path may lead to a model.
 *
 * @param scope what the caller has to be allowed
 * @param open whether no key is needed
 * @param changing whether it changes something
 */
record RouteNeeds(Scope scope, boolean open, boolean changing) {

	/** Open without key, exactly as they stand here (contract 3.2). */
	private static final Set<String> OPEN = Set.of("/health", "/wol-health", "/", "/favicon.ico");

	private static final Set<String> LISTINGS = Set.of("/v1/models", "/models");

	private static final Set<HttpMethod> READING = Set.of(HttpMethod.GET, HttpMethod.HEAD, HttpMethod.OPTIONS);

	private static final RouteNeeds NOTHING = new RouteNeeds(Scope.READ, true, false);

	private static final RouteNeeds LOOKING = new RouteNeeds(Scope.READ, false, false);

	private static final RouteNeeds ASKING = new RouteNeeds(Scope.INFERENCE, false, false);

	private static final RouteNeeds SECRETS = new RouteNeeds(Scope.ADMIN, false, false);

	private static final RouteNeeds CHANGING = new RouteNeeds(Scope.ADMIN, false, true);

	/**
	 * Finds what a request needs.
	 * @param request the request
	 * @return its needs
	 */
	static RouteNeeds of(ServerHttpRequest request) {
		String raw = request.getURI().getRawPath();
		boolean safe = HttpMethod.GET.equals(request.getMethod()) || HttpMethod.HEAD.equals(request.getMethod());
		if (safe && OPEN.contains(raw)) {
			return NOTHING;
		}
		String path = asMatched(request, raw);
		return switch (RouteScope.of(path, request.getMethod().name())) {
			case READ -> LOOKING;
			case INFERENCE -> ASKING;
			// A GET of /unload does what it says, a HEAD of it does not.
			case ADMIN -> (HttpMethod.HEAD.equals(request.getMethod()) || (safe && path.startsWith("/api/"))) ? SECRETS
					: CHANGING;
		};
	}

	/**
	 * Tells whether a request can only look at something.
	 * @param request the request
	 * @return {@code true} for GET, HEAD and OPTIONS
	 */
	static boolean isReading(ServerHttpRequest request) {
		return READING.contains(request.getMethod());
	}

	/**
	 * Tells whether a request lists models, which everybody with a key may.
	 * @param request the request
	 * @return {@code true} for the listings; anything else that is done to a listed model
	 * goes to that model
	 */
	static boolean isListing(ServerHttpRequest request) {
		if (!isReading(request)) {
			return false;
		}
		String raw = request.getURI().getRawPath();
		return LISTINGS.contains(raw) || raw.startsWith("/v1/models/") || raw.startsWith("/models/");
	}

	// Handlers are found by decoded segments without their parameters: /%75nload;x is
	// /unload to them, so it has to be to us.
	private static String asMatched(ServerHttpRequest request, @Nullable String raw) {
		if (raw == null || (raw.indexOf('%') < 0 && raw.indexOf(';') < 0)) {
			return (raw != null) ? raw : "";
		}
		StringBuilder path = new StringBuilder();
		for (PathContainer.Element element : request.getPath().pathWithinApplication().elements()) {
			path.append(
					(element instanceof PathContainer.PathSegment segment) ? segment.valueToMatch() : element.value());
		}
		return path.toString();
	}

}
