package io.llamaswap.routing;

import java.net.URI;
import java.time.Duration;

import io.llamaswap.config.TimeoutConfiguration;
import io.llamaswap.upstream.Authorities;
import io.llamaswap.upstream.OutboundProxies;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.handler.ssl.SslContext;
import org.jspecify.annotations.Nullable;
import reactor.netty.NettyPipeline;
import reactor.netty.http.Http11SslContextSpec;
import reactor.netty.http.client.HttpClient;
import reactor.netty.resources.ConnectionProvider;
import reactor.netty.tcp.SslProvider;
import reactor.netty.tcp.TcpClient;
import reactor.netty.tcp.TcpSslContextSpec;
import reactor.netty.transport.AddressUtils;
import reactor.netty.transport.ClientTransport;

/**
 * How a server is reached, for requests and for tunnels alike: where, through which
 * proxy, how long connecting may take, and whose certificates are believed.
 *
 * @param base its address
 * @param timeouts limits of connections to it
 * @param connect how long connecting may take
 * @param proxies the proxies of the environment
 * @param trust what TLS goes by, or {@code null} for the authorities of the JVM
 */
record OutboundWay(URI base, TimeoutConfiguration timeouts, Duration connect, OutboundProxies proxies,
		@Nullable SslContext trust) {

	/**
	 * Makes a client for requests.
	 * @param loop where its connections live
	 * @param pool where they are kept
	 * @return the client
	 */
	HttpClient http(EventLoop loop, ConnectionProvider pool) {
		HttpClient client = connecting(HttpClient.create(pool), loop).followRedirect(false)
			.doOnChannelInit((observer, channel, address) -> channel.pipeline()
				.addAfter(NettyPipeline.HttpCodec, InterimAnswers.NAME, new InterimAnswers(false)));
		return isSecure() ? client.secure((spec) -> secure(spec, Http11SslContextSpec.forClient())) : client;
	}

	/**
	 * Makes a client for one connection of bytes.
	 * @param loop where it lives
	 * @return the client
	 */
	TcpClient tcp(EventLoop loop) {
		TcpClient client = connecting(TcpClient.create(ConnectionProvider.newConnection()), loop);
		return isSecure() ? client.secure((spec) -> secure(spec, TcpSslContextSpec.forClient())) : client;
	}

	private <C extends ClientTransport<C, ?>> C connecting(C transport, EventLoop loop) {
		int port = (this.base.getPort() >= 0) ? this.base.getPort() : (isSecure() ? 443 : 80);
		C client = transport.runOn((preferNative) -> loop)
			.remoteAddress(() -> AddressUtils.createUnresolved(this.base.getHost(), port))
			.option(ChannelOption.CONNECT_TIMEOUT_MILLIS, Math.toIntExact(this.connect.toMillis()))
			.option(ChannelOption.SO_KEEPALIVE, true)
			.option(ChannelOption.TCP_NODELAY, true);
		if (Epoll.isAvailable() && !this.timeouts.keepAlive().isZero()) {
			int seconds = Math.toIntExact(this.timeouts.keepAlive().toSeconds());
			client = client.option(EpollChannelOption.TCP_KEEPIDLE, seconds)
				.option(EpollChannelOption.TCP_KEEPINTVL, seconds);
		}
		return this.proxies.applyTo(client, this.base);
	}

	private void secure(SslProvider.SslContextSpec spec, SslProvider.GenericSslContextSpec<?> usual) {
		SslProvider.Builder handshake = (this.trust != null) ? spec.sslContext(this.trust) : spec.sslContext(usual);
		if (!this.timeouts.tlsHandshake().isZero()) {
			handshake.handshakeTimeout(this.timeouts.tlsHandshake());
		}
	}

	private boolean isSecure() {
		return Authorities.areNeeded(this.base);
	}

}
