package io.llamaswap.e2e;

import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

import io.llamaswap.LineCollector;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What a client is told whose model is taken away under its request on purpose: not that
 * it died.
 */
class UnloadedIntegrationTests extends EndToEnd {

	private static final String CODE = "\"code\":\"model_unloaded\"";

	@Override
	ModelsFile models(ModelsFile file) {
		return file.model("m", "", "--tokens-per-second", "20")
			.model("rival", "", "--tokens-per-second", "100")
			.model("short", "drainLimit: 1", "--tokens-per-second", "20");
	}

	@Test
	void streamSaysThatItsModelWasUnloaded() throws Exception {
		Cut cut = begin("m", "s1");
		unloadAll();
		assertThat(cut.rest()).contains("event: error\ndata: ", CODE, "was unloaded before its answer was complete")
			.doesNotContain("[DONE]");
	}

	@Test
	void answerThatHadNotBegunSaysSoWithAStatus() throws Exception {
		CompletableFuture<HttpResponse<String>> answer = this.client
			.sendAsync(this.client.chat("m", "n1", 100_000, false));
		awaitRequest("m", "n1");
		unloadAll();
		HttpResponse<String> told = answer.get(30, TimeUnit.SECONDS);
		assertThat(told.statusCode()).isEqualTo(503);
		assertThat(told.headers().firstValue("Retry-After")).hasValue("1");
		assertThat(told.body()).contains(CODE);
	}

	@Test
	void endOfTheDrainLimitIsNoDeathEither() throws Exception {
		Cut cut = begin("short", "l1");
		assertThat(this.client.send(this.client.chat("rival", "l2")).statusCode()).isEqualTo(200);
		assertThat(cut.rest()).contains(CODE);
	}

	@Test
	void deathIsStillCalledADeath() throws Exception {
		Cut stream = cut(this.client.chat("m", "d1", 100, true).header("X-Demo-Exit-After-Tokens", "5"));
		assertThat(stream.rest()).contains("\"code\":\"bad_gateway\"", "broke off in the middle");
		HttpRequest.Builder request = this.client.chat("m", "d2", 100, false).header("X-Demo-Exit-After-Tokens", "5");
		assertThat(this.client.send(request).body()).contains("\"code\":\"bad_gateway\"");
	}

	private Cut begin(String model, String nonce) {
		Cut cut = cut(this.client.chat(model, nonce, 100_000, true));
		Awaitility.await().atMost(LIMIT).until(() -> cut.lines().size() > 2);
		return cut;
	}

	private Cut cut(HttpRequest.Builder request) {
		List<String> lines = new CopyOnWriteArrayList<>();
		return new Cut(lines, this.client.http()
			.sendAsync(request.build(), BodyHandlers.fromLineSubscriber(new LineCollector(lines))));
	}

	private void awaitRequest(String model, String nonce) {
		Awaitility.await()
			.atMost(LIMIT)
			.until(() -> this.journal.find(model, "request")
				.stream()
				.anyMatch((entry) -> entry.detail("nonce").equals(nonce)));
	}

	/**
	 * A stream that will not be finished.
	 *
	 * @param lines what has come of it; an InputStream of the JDK would lose what came
	 * just before the end
	 * @param end fails at its end
	 */
	private record Cut(List<String> lines, CompletableFuture<?> end) {

		String rest() {
			assertThat(this.end).failsWithin(LIMIT);
			return String.join("\n", this.lines);
		}

	}

}
