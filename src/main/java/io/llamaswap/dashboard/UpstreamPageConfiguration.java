package io.llamaswap.dashboard;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

import io.llamaswap.config.Configuration;
import io.llamaswap.lifecycle.ModelLifecycleService;

import org.springframework.context.annotation.Bean;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.web.reactive.function.server.RequestPredicates;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.RouterFunctions;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;

/**
 * The list of the models' own servers for browsers; other programs get it from the API as
 * JSON. A route decides it, since what a browser accepts includes everything.
 */
@org.springframework.context.annotation.Configuration(proxyBeanMethods = false)
class UpstreamPageConfiguration {

	@Bean
	RouterFunction<ServerResponse> upstreamPage(Supplier<Configuration> configuration, ModelLifecycleService lifecycle,
			Pages pages) {
		return RouterFunctions.route(RequestPredicates.GET("/upstream").and(UpstreamPageConfiguration::isBrowser),
				(request) -> {
					List<ModelCard> listed = Overview.of(configuration.get(), Situation.of(lifecycle, List.of()))
						.cards()
						.stream()
						.filter((card) -> !card.unlisted())
						.sorted(Comparator.comparing(ModelCard::id))
						.toList();
					return pages.answer("upstream", Map.of("cards", listed))
						.flatMap((answer) -> ServerResponse.ok()
							.headers((headers) -> headers.putAll(answer.getHeaders()))
							.bodyValue(String.valueOf(answer.getBody())));
				});
	}

	private static boolean isBrowser(ServerRequest request) {
		String accept = request.headers().firstHeader(HttpHeaders.ACCEPT);
		return accept != null && accept.contains(MediaType.TEXT_HTML_VALUE);
	}

}
