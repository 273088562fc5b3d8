package io.llamaswap.routing;

import java.net.URI;
import java.util.List;
import java.util.function.Predicate;

import io.llamaswap.activity.Activity;
import io.llamaswap.directory.ModelDirectory;
import io.llamaswap.directory.PeerHealth;
import io.llamaswap.lifecycle.ModelLifecycleService;
import io.netty.util.internal.PlatformDependent;
import reactor.core.publisher.Flux;

import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.cloud.gateway.config.GlobalCorsProperties;
import org.springframework.cloud.gateway.filter.GlobalFilter;
import org.springframework.cloud.gateway.handler.FilteringWebHandler;
import org.springframework.cloud.gateway.handler.RoutePredicateHandlerMapping;
import org.springframework.cloud.gateway.route.Route;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.core.env.Environment;
import org.springframework.web.server.ServerWebExchange;

/**
 * Puts the data path into the gateway.
 */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(LimitsProperties.class)
class RoutingConfiguration {

	/**
	 * Puts together what Gateway's own configuration would, less the fifty beans around
	 * it: there is one route, which is made here, and no property changes it.
	 * @param filters run for each request of the route
	 * @param environment holds the mapping's place among the others
	 * @return the mapping
	 */
	@Bean
	RoutePredicateHandlerMapping routePredicateHandlerMapping(List<GlobalFilter> filters, Environment environment) {
		return mapping(filters, environment, ForwardingFilter::matches);
	}

	/**
	 * Asked before every controller, which takes a twentieth of a warm request's time: no
	 * controller is meant by the paths of the table.
	 * @param filters run for each request of the route
	 * @param environment as above
	 * @return the mapping of the paths that are known
	 */
	@Bean
	RoutePredicateHandlerMapping knownPathHandlerMapping(List<GlobalFilter> filters, Environment environment) {
		RoutePredicateHandlerMapping mapping = mapping(filters, environment, ForwardingFilter::matchesKnown);
		mapping.setOrder(Ordered.HIGHEST_PRECEDENCE);
		return mapping;
	}

	private static RoutePredicateHandlerMapping mapping(List<GlobalFilter> filters, Environment environment,
			Predicate<ServerWebExchange> predicate) {
		Route route = Route.async().id("models").uri(URI.create("http://model.invalid")).predicate(predicate).build();
		return new RoutePredicateHandlerMapping(new FilteringWebHandler(filters, true), () -> Flux.just(route),
				new GlobalCorsProperties(), environment);
	}

	@Bean
	RequestIdFilter requestIdFilter() {
		return new RequestIdFilter();
	}

	@Bean(destroyMethod = "close")
	UpstreamConnections upstreamConnections() {
		return new UpstreamConnections();
	}

	@Bean(destroyMethod = "close")
	PeerConnections peerConnections() {
		return new PeerConnections();
	}

	@Bean
	PeerAccess peerAccess(PeerConnections connections, PeerHealth health) {
		return new PeerAccess(connections, health);
	}

	@Bean
	ForwardingFilter forwardingFilter(ModelDirectory directory, ModelLifecycleService lifecycle,
			UpstreamConnections connections, PeerAccess peers, LimitsProperties limits, RememberedProps props,
			Activity activity) {
		return new ForwardingFilter(new ForwardingServices(directory, lifecycle, connections, peers, bodyLimits(limits),
				props, activity, FeedbackPace.DEFAULT));
	}

	@Bean
	RememberedProps rememberedProps(ModelLifecycleService lifecycle) {
		return new RememberedProps(lifecycle);
	}

	@Bean
	RememberedPropsLifecycle rememberedPropsLifecycle(RememberedProps props) {
		return new RememberedPropsLifecycle(props);
	}

	// Held bodies live outside the heap; the rest of that memory is for what flows.
	private static BodyLimits bodyLimits(LimitsProperties limits) {
		long direct = PlatformDependent.maxDirectMemory();
		long held = Math.min(limits.held().toBytes(), direct - direct / 4);
		return new BodyLimits(limits.body().toBytes(), Math.min(limits.lookAhead().toBytes(), limits.body().toBytes()),
				new ByteBudget(held));
	}

}
