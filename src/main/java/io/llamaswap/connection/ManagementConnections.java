package io.llamaswap.connection;

import reactor.netty.http.HttpProtocol;

import org.springframework.boot.actuate.autoconfigure.web.server.ConditionalOnManagementPort;
import org.springframework.boot.actuate.autoconfigure.web.server.ManagementPortType;
import org.springframework.boot.reactor.netty.NettyReactiveWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.context.annotation.Bean;

/**
 * The same bounds and answers for the management port, whose server is made in a context
 * of its own: this class is listed for it, and is not to be found by scanning. Its
 * connections take nobody's place on the other port, and nothing of them is logged.
 */
@ConditionalOnManagementPort(ManagementPortType.DIFFERENT)
class ManagementConnections {

	@Bean
	WebServerFactoryCustomizer<NettyReactiveWebServerFactory> besideTheCodecOfManagement(ConnectionProperties limits) {
		OpenConnections own = new OpenConnections(limits.connections(), limits.connectionsPerAddress(),
				(address) -> false);
		WebServerFactoryCustomizer<NettyReactiveWebServerFactory> beside = ConnectionConfiguration.beside(limits, own,
				() -> null);
		return (factory) -> {
			beside.customize(factory);
			// HTTP/2 is for TLS, which the other port may have; in the open nobody checks
			// it.
			factory.addServerCustomizers((server) -> server.protocol(HttpProtocol.HTTP11));
		};
	}

}
