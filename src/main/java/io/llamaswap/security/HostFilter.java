package io.llamaswap.security;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Supplier;

import io.llamaswap.config.Configuration;
import io.llamaswap.error.ApiError;
import io.netty.handler.codec.http.HttpVersion;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.netty.http.server.HttpServerRequest;

import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpHeaders;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpRequestDecorator;
import org.springframework.stereotype.Component;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;

/**
 * Refuses requests that do not say clearly whom they mean, and those that mean a machine
 * which we may not be (A1). Where keys are needed, the key decides instead of the name:
 * what a page of another site makes a browser send under its own name has none. The
 * management port has no keys, so there the name always decides.
 */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE + 8)
final class HostFilter implements WebFilter {

	private static final Set<String> OPEN = Set.of("/health", "/wol-health");

	private static final Set<String> REFUSED_METHODS = Set.of("TRACE", "CONNECT");

	private final Supplier<Configuration> configuration;

	private final Set<String> alsoAllowed;

	private final HostNames names;

	HostFilter(Supplier<Configuration> configuration, WebProperties properties, HostNames names) {
		this.configuration = configuration;
		this.alsoAllowed = properties.allowedHosts();
		this.names = names;
	}

	@Override
	public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
		ApiError error = errorOf(exchange);
		if (error == null) {
			return chain.filter(exchange);
		}
		if (error.status() != 403) {
			// Who frames a request so may mean another end of it too (C1).
			exchange.getResponse().getHeaders().set(HttpHeaders.CONNECTION, "close");
		}
		return DeniedAnswer.send(error, exchange);
	}

	private @Nullable ApiError errorOf(ServerWebExchange exchange) {
		ServerHttpRequest request = exchange.getRequest();
		if (REFUSED_METHODS.contains(request.getMethod().name())) {
			return ApiError.of(405, "method not allowed");
		}
		List<String> hosts = request.getHeaders().getOrEmpty(HttpHeaders.HOST);
		HttpServerRequest wire = ServerHttpRequestDecorator.getNativeRequest(request);
		if (hosts.isEmpty() && HttpVersion.HTTP_1_0.equals(wire.version())) {
			// Nothing was said, so nothing can be wrong; browsers always say something.
			return null;
		}
		String host = (hosts.size() == 1) ? HostHeader.host(hosts.get(0)) : null;
		if (host == null) {
			return ApiError.of(400, "the request needs exactly one valid Host header");
		}
		if (!isSameInTarget(wire.uri(), hosts.get(0))) {
			return ApiError.of(400, "the Host header and the request's target name different machines");
		}
		return isWelcome(host, exchange) ? null : ApiError.of(403, "this machine is not known as " + host
				+ ": name it under allowedHosts in the configuration, or set apiKeys");
	}

	// A target of the form http://host/path counts, and Host is to be ignored (RFC 9112
	// 3.2.2). One who reads the other of two different ones would be led elsewhere.
	private static boolean isSameInTarget(String target, String host) {
		if (target.startsWith("/") || "*".equals(target)) {
			return true;
		}
		int begin = target.indexOf("://");
		if (begin < 0) {
			return false;
		}
		int end = begin + 3;
		while (end < target.length() && "/?#".indexOf(target.charAt(end)) < 0) {
			end++;
		}
		return target.substring(begin + 3, end).toLowerCase(Locale.ROOT).equals(host.toLowerCase(Locale.ROOT));
	}

	private boolean isWelcome(String host, ServerWebExchange exchange) {
		Configuration now = this.configuration.get();
		if (now.access().needsKey() && !ManagementRequest.is(exchange)) {
			return true;
		}
		if (OPEN.contains(exchange.getRequest().getURI().getRawPath())) {
			return true;
		}
		return host.equals(now.access().entry().upstreamHost()) || this.names.isKnown(host, this.alsoAllowed)
				|| this.names.isKnown(host, now.access().entry().allowedHosts());
	}

}
