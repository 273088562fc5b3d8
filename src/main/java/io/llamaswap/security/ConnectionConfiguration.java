package io.llamaswap.security;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import reactor.netty.NettyPipeline;

import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.reactor.netty.NettyReactiveWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * Puts the bounds of connections into the server.
 */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(ConnectionProperties.class)
class ConnectionConfiguration {

	private static final String NAME = "llamaswap.pace";

	@Bean
	OpenConnections openConnections(ConnectionProperties limits) {
		return new OpenConnections(limits.connections());
	}

	@Bean
	WebServerFactoryCustomizer<NettyReactiveWebServerFactory> connectionPace(ConnectionProperties limits,
			OpenConnections connections) {
		return (factory) -> factory.addServerCustomizers((server) -> server.doOnChannelInit((observer, channel,
				address) -> add(channel, new ConnectionPace(limits, connections, System::nanoTime))));
	}

	private static void add(Channel channel, ConnectionPace pace) {
		ChannelPipeline pipeline = channel.pipeline();
		if (pipeline.get(NettyPipeline.HttpCodec) != null) {
			pipeline.addAfter(NettyPipeline.HttpCodec, NAME, pace);
		}
		else {
			pipeline.addLast(NAME + ".tls", new AfterHandshake(pace));
		}
	}

	/**
	 * With TLS there is no codec until it is known which protocol is spoken. HTTP/2 has
	 * bounds of its own.
	 */
	private static final class AfterHandshake extends ChannelInboundHandlerAdapter {

		private final ConnectionPace pace;

		AfterHandshake(ConnectionPace pace) {
			this.pace = pace;
		}

		@Override
		public void userEventTriggered(ChannelHandlerContext context, Object event) {
			if (event instanceof SslHandshakeCompletionEvent done && done.isSuccess()) {
				ChannelPipeline pipeline = context.pipeline();
				if (pipeline.get(NettyPipeline.HttpCodec) != null) {
					pipeline.addAfter(NettyPipeline.HttpCodec, NAME, this.pace);
				}
				pipeline.remove(this);
			}
			context.fireUserEventTriggered(event);
		}

	}

}
