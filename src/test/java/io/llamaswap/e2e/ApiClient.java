package io.llamaswap.e2e;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

/**
 * A client of the program under test.
 *
 * @param address where the program serves
 * @param http what carries the requests
 */
record ApiClient(URI address, HttpClient http) {

	private static final Duration LIMIT = Duration.ofSeconds(60);

	static ApiClient of(URI address) {
		return new ApiClient(address, HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build());
	}

	/**
	 * Builds a chat request of five quick tokens.
	 * @param model the requested model
	 * @param nonce what the test calls it
	 * @return the request, to be changed
	 */
	HttpRequest.Builder chat(String model, String nonce) {
		return chat(model, nonce, 5, false);
	}

	HttpRequest.Builder chat(String model, String nonce, int tokens, boolean stream) {
		String body = """
				{"model":"%s","messages":[{"role":"user","content":"hello"}],"max_tokens":%d,"stream":%s}"""
			.formatted(model, tokens, stream);
		return at("/v1/chat/completions").header("X-Nonce", nonce)
			.header("Content-Type", "application/json")
			.POST(HttpRequest.BodyPublishers.ofString(body));
	}

	HttpRequest.Builder at(String path) {
		return HttpRequest.newBuilder(this.address.resolve(path)).timeout(LIMIT);
	}

	HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
		return this.http.send(request.build(), HttpResponse.BodyHandlers.ofString());
	}

	CompletableFuture<HttpResponse<String>> sendAsync(HttpRequest.Builder request) {
		return this.http.sendAsync(request.build(), HttpResponse.BodyHandlers.ofString());
	}

	CompletableFuture<Stream<String>> sendLines(HttpRequest.Builder request) {
		return this.http.sendAsync(request.build(), HttpResponse.BodyHandlers.ofLines()).thenApply(HttpResponse::body);
	}

	/**
	 * Opens a stream; closing it hangs up.
	 * @param request the request
	 * @return the answer as it arrives
	 * @throws IOException if there is none
	 * @throws InterruptedException if the test is interrupted
	 */
	HttpResponse<InputStream> open(HttpRequest.Builder request) throws IOException, InterruptedException {
		return this.http.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
	}

}
