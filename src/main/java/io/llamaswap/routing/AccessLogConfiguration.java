package io.llamaswap.routing;

import java.util.function.Supplier;

import io.llamaswap.config.Configuration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.netty.NettyPipeline;

import org.springframework.boot.reactor.netty.NettyReactiveWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.context.annotation.Bean;

/**
 * Logs requests where {@code logRequests} asks for it. Connections that are opened while
 * it is off carry nothing of it.
 */
@org.springframework.context.annotation.Configuration(proxyBeanMethods = false)
class AccessLogConfiguration {

	private static final Logger logger = LoggerFactory.getLogger("io.llamaswap.access");

	@Bean
	WebServerFactoryCustomizer<NettyReactiveWebServerFactory> accessLog(Supplier<Configuration> configuration) {
		return (factory) -> factory
			.addServerCustomizers((server) -> server.doOnChannelInit((observer, channel, address) -> {
				if (configuration.get().logRequests()) {
					channel.pipeline()
						.addAfter(NettyPipeline.HttpCodec, "llamaswap.accessLog", new AccessLogHandler(logger::info));
				}
			}));
	}

}
