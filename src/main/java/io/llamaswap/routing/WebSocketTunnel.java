package io.llamaswap.routing;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import reactor.netty.http.server.HttpServerRequest;

/**
 * A connection that was upgraded to a WebSocket: bytes go both ways as they come.
 */
final class WebSocketTunnel {

	private WebSocketTunnel() {
	}

	/**
	 * Tells whether a request wants to become a WebSocket.
	 * @param request the request
	 * @return {@code true} if it asks for that upgrade and no other
	 */
	static boolean isAsked(HttpServerRequest request) {
		HttpHeaders headers = request.requestHeaders();
		return HttpMethod.GET.equals(request.method())
				&& HttpHeaderValues.WEBSOCKET.contentEqualsIgnoreCase(headers.get(HttpHeaderNames.UPGRADE, "").strip())
				&& headers.containsValue(HttpHeaderNames.CONNECTION, HttpHeaderValues.UPGRADE, true);
	}

}
