package io.llamaswap.demo;

/**
 * Describes a request exactly as it arrived.
 */
final class Echo {

	private Echo() {
	}

	/**
	 * Writes everything about a request.
	 * @param exchange the request; its body was read with a digest
	 * @return JSON
	 */
	static String of(Exchange exchange) {
		RequestHead request = exchange.request();
		Body body = exchange.body();
		return "{\"method\":" + Json.string(request.method()) + ",\"target\":" + Json.string(request.target())
				+ ",\"version\":" + Json.string(request.version()) + ",\"headers\":" + request.headers().json()
				+ ",\"bodyBytes\":" + body.length() + ",\"bodySha256\":\"" + body.sha256Hex() + "\",\"body\":"
				+ Json.string(body.beginning()) + ",\"model\":" + Json.string(body.fields().scalar("model", ""))
				+ ",\"servedBy\":" + Json.string(exchange.model()) + ",\"pid\":" + ProcessHandle.current().pid() + "}";
	}

}
