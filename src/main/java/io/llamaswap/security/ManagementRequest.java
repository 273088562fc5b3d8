package io.llamaswap.security;

import org.springframework.context.ApplicationContext;
import org.springframework.web.server.ServerWebExchange;

/**
 * Tells requests to the management port from others. It is on loopback unless the user
 * moves it, so that its key is to be on this machine.
 */
public final class ManagementRequest {

	private ManagementRequest() {
	}

	/**
	 * Tells whether a request came to the management port.
	 * @param exchange the request
	 * @return {@code true} if so
	 */
	public static boolean is(ServerWebExchange exchange) {
		ApplicationContext context = exchange.getApplicationContext();
		return context != null && context.getParent() != null;
	}

}
