package io.llamaswap.security;

import java.net.URI;
import java.util.Set;
import java.util.function.Supplier;

import io.llamaswap.config.Configuration;
import io.llamaswap.error.ApiError;
import reactor.core.publisher.Mono;

import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.stereotype.Component;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;

/**
 * Keeps the pages of model servers out of our own origin where {@code upstreamHost} names
 * another one for them (A7): under that name nothing else is served, and under any other
 * a browser that wants to show such a page is led there. To a browser two names are two
 * sites, so the scripts of those pages can neither read nor change anything of ours.
 */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE + 9)
final class ModelPagesFilter implements WebFilter {

	private static final Set<String> HARMLESS = Set.of("/health", "/wol-health", "/favicon.ico");

	private static final Set<String> SHOWN = Set.of("document", "iframe", "frame", "object", "embed");

	private final Supplier<Configuration> configuration;

	ModelPagesFilter(Supplier<Configuration> configuration) {
		this.configuration = configuration;
	}

	@Override
	public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
		String name = this.configuration.get().access().entry().upstreamHost();
		String host = exchange.getRequest().getHeaders().getFirst(HttpHeaders.HOST);
		if (name.isEmpty() || host == null || ManagementRequest.is(exchange)) {
			return chain.filter(exchange);
		}
		String path = exchange.getRequest().getURI().getRawPath();
		boolean ofModel = path.startsWith("/upstream/") || path.startsWith("/comfyui/");
		if (name.equals(HostHeader.host(host))) {
			return (ofModel || HARMLESS.contains(path)) ? chain.filter(exchange)
					: DeniedAnswer.send(ApiError.of(404, "under this name there are pages of models only"), exchange);
		}
		return (ofModel && isShown(exchange.getRequest())) ? lead(name, host, exchange) : chain.filter(exchange);
	}

	// Where browsers do not say what they want it for, they say that they like HTML best.
	private static boolean isShown(ServerHttpRequest request) {
		HttpHeaders headers = request.getHeaders();
		String purpose = headers.getFirst("Sec-Fetch-Dest");
		return HttpMethod.GET.equals(request.getMethod()) && ((purpose != null) ? SHOWN.contains(purpose)
				: headers.getOrEmpty(HttpHeaders.ACCEPT).stream().anyMatch((accept) -> accept.contains("text/html")));
	}

	private static Mono<Void> lead(String name, String host, ServerWebExchange exchange) {
		URI asked = exchange.getRequest().getURI();
		String port = host.substring(Math.max(host.lastIndexOf(':'), host.lastIndexOf(']') + 1));
		String query = (asked.getRawQuery() != null) ? "?" + asked.getRawQuery() : "";
		exchange.getResponse().setStatusCode(HttpStatus.TEMPORARY_REDIRECT);
		exchange.getResponse()
			.getHeaders()
			.setLocation(URI.create("//" + name + (port.startsWith(":") ? port : "") + asked.getRawPath() + query));
		return exchange.getResponse().setComplete();
	}

}
