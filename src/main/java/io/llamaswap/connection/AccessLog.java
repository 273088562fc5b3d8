package io.llamaswap.connection;

import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;

import io.llamaswap.config.TrustedProxies;
import io.netty.channel.Channel;
import org.jspecify.annotations.Nullable;

/**
 * Where lines about requests go, and whom they name.
 *
 * @param lines takes the lines
 * @param proxies who is believed about the address for which it asks
 */
record AccessLog(Consumer<String> lines, TrustedProxies proxies) {

	/**
	 * Names the client of a request.
	 * @param channel its connection
	 * @param forwardedFor lines of {@code X-Forwarded-For}
	 * @return its address, or {@code null} if there is none
	 */
	@Nullable String clientOf(Channel channel, Supplier<List<String>> forwardedFor) {
		return this.proxies.clientOf(channel.remoteAddress(), forwardedFor);
	}

}
