package io.llamaswap.connection;

import java.util.function.Supplier;

import io.llamaswap.config.Configuration;
import io.llamaswap.config.TrustedProxies;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.reactor.netty.NettyReactiveWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.context.annotation.Bean;

/**
 * Puts bounds and access log into each connection of the server. Connections that are
 * opened while {@code logRequests} is off carry nothing of the log.
 */
@org.springframework.context.annotation.Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(ConnectionProperties.class)
class ConnectionConfiguration {

	private static final Logger access = LoggerFactory.getLogger("io.llamaswap.access");

	/** What HTTP/2 recommends as the least, and what servers have. */
	private static final long STREAMS = 100;

	/**
	 * How many times as much as is allowed is read of headers by HTTP/2: what its codec
	 * itself refuses gets a bare status.
	 */
	private static final long READ = 4;

	@Bean
	OpenConnections openConnections(ConnectionProperties limits, Supplier<Configuration> configuration) {
		return new OpenConnections(limits.connections(), limits.connectionsPerAddress(),
				(address) -> proxies(configuration).trusts(address));
	}

	@Bean
	WebServerFactoryCustomizer<NettyReactiveWebServerFactory> besideTheCodec(ConnectionProperties limits,
			OpenConnections connections, Supplier<Configuration> configuration) {
		return beside(limits, connections, () -> configuration.get().logRequests() ? log(configuration) : null);
	}

	/**
	 * Puts them into each connection of a server.
	 * @param limits the bounds
	 * @param connections the connections of that server
	 * @param log tells which access log a new connection has, {@code null} for none
	 * @return what prepares the server
	 */
	static WebServerFactoryCustomizer<NettyReactiveWebServerFactory> beside(ConnectionProperties limits,
			OpenConnections connections, Supplier<@Nullable AccessLog> log) {
		return (factory) -> factory.addServerCustomizers((server) -> server
			.httpRequestDecoder((decoder) -> decoder.maxInitialLineLength((int) limits.requestLine().toBytes())
				.maxHeaderSize((int) limits.headers().toBytes()))
			.http2Settings((settings) -> settings.maxConcurrentStreams(STREAMS)
				.maxHeaderListSize(READ * limits.headers().toBytes()))
			.doOnChannelInit((observer, channel, address) -> {
				OpenConnection connection = connections.open(channel, System.nanoTime());
				new BesideCodec(limits, connection, log.get()).join(channel);
			}));
	}

	private static AccessLog log(Supplier<Configuration> configuration) {
		return new AccessLog(access::info, proxies(configuration));
	}

	private static TrustedProxies proxies(Supplier<Configuration> configuration) {
		return configuration.get().access().entry().trustedProxies();
	}

}
