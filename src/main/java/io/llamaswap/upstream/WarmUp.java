package io.llamaswap.upstream;

import java.time.Duration;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import reactor.core.publisher.Mono;
import reactor.netty.ByteBufMono;
import reactor.netty.http.client.HttpClientResponse;

/**
 * The first request of a model server, which pays for what is only set up when somebody
 * asks: memory that is mapped, kernels that are compiled. On a connection of its own.
 */
public final class WarmUp {

	/** Nothing that takes longer is waited for. */
	static final Duration LIMIT = Duration.ofMinutes(2);

	private final OutboundCalls calls = new OutboundCalls();

	/**
	 * Asks once.
	 * @param server where it is reached
	 * @param path path of the request: one token is asked for where that makes sense, all
	 * else is a GET
	 * @param model what the server calls its model
	 * @return the status of the answer, when all of it has come
	 */
	public Mono<Integer> ask(Endpoint server, String path, String model) {
		boolean generation = path.endsWith("/completions") || path.endsWith("/embeddings")
				|| path.endsWith("/messages");
		String body = generation ? body(path, model) : "";
		return this.calls.to(server.base()).flatMap((client) -> client.headers((headers) -> {
			server.authorize(headers);
			if (generation) {
				headers.set(HttpHeaderNames.CONTENT_TYPE, "application/json");
			}
		})
			.request(generation ? HttpMethod.POST : HttpMethod.GET)
			.uri(server.address(path))
			.send(generation ? ByteBufMono.fromString(Mono.just(body)) : Mono.empty())
			.responseSingle(WarmUp::status)).timeout(LIMIT);
	}

	private static Mono<Integer> status(HttpClientResponse response, ByteBufMono content) {
		return content.then(Mono.fromSupplier(() -> response.status().code()));
	}

	private static String body(String path, String model) {
		String name = model.replace("\\", "\\\\").replace("\"", "\\\"");
		String what = path.endsWith("/embeddings") ? "\"input\":\"Hi\""
				: (path.endsWith("/chat/completions") || path.endsWith("/messages"))
						? "\"max_tokens\":1,\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]"
						: "\"max_tokens\":1,\"prompt\":\"Hi\"";
		return "{\"model\":\"" + name + "\"," + what + "}";
	}

}
