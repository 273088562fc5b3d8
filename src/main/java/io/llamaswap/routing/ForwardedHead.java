package io.llamaswap.routing;

import java.net.InetSocketAddress;
import java.net.URI;

import io.llamaswap.directory.Recipient;
import io.llamaswap.lifecycle.Lease;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.util.NetUtil;
import org.jspecify.annotations.Nullable;
import reactor.netty.http.server.HttpServerRequest;

/**
 * Where a request goes and with which headers, but for those that frame its body.
 *
 * @param request the request as it came
 * @param lease the lease under which it is sent
 * @param target what it is for
 */
record ForwardedHead(HttpServerRequest request, Lease lease, Destination.Target target) {

	/**
	 * Joins the base of the model server and what was asked for, byte for byte.
	 * @return an absolute address
	 */
	String uri() {
		URI base = this.lease.endpoint().base();
		String basePath = (base.getRawPath() != null) ? base.getRawPath() : "";
		String joined = (basePath.endsWith("/") ? basePath.substring(0, basePath.length() - 1) : basePath)
				+ this.target.path();
		String query = this.target.query();
		String baseQuery = base.getRawQuery();
		if (baseQuery != null) {
			query = (query != null) ? baseQuery + "&" + query : baseQuery;
		}
		return (query != null) ? joined + "?" + query : joined;
	}

	/**
	 * Copies what is meant for the model server, and adds the key that it asks for.
	 * @param headers headers of the request to it
	 */
	void copyTo(HttpHeaders headers) {
		if (this.target.model().recipient() instanceof Recipient.Remote remote) {
			HeaderPolicy.copyForPeer(this.request.requestHeaders(), headers, remote.peer());
		}
		else {
			HeaderPolicy.copyRequest(this.request.requestHeaders(), headers, address(this.request.remoteAddress()));
			if (!headers.contains(HttpHeaderNames.HOST)) {
				headers.set(HttpHeaderNames.HOST, this.lease.endpoint().base().getAuthority());
			}
		}
		this.lease.endpoint().authorize(headers);
	}

	private static @Nullable String address(@Nullable InetSocketAddress address) {
		return (address != null && address.getAddress() != null) ? NetUtil.toAddressString(address.getAddress()) : null;
	}

}
