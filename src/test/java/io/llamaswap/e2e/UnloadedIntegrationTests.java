package io.llamaswap.e2e;

import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

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
		HttpResponse<InputStream> stream = this.client
			.open(this.client.chat("m", "d1", 100, true).header("X-Demo-Exit-After-Tokens", "5"));
		assertThat(new Cut(stream).rest()).contains("\"code\":\"bad_gateway\"", "broke off in the middle");
		HttpRequest.Builder request = this.client.chat("m", "d2", 100, false).header("X-Demo-Exit-After-Tokens", "5");
		assertThat(this.client.send(request).body()).contains("\"code\":\"bad_gateway\"");
	}

	private Cut begin(String model, String nonce) throws Exception {
		HttpResponse<InputStream> stream = this.client.open(this.client.chat(model, nonce, 100_000, true));
		assertThat(stream.statusCode()).isEqualTo(200);
		assertThat(stream.body().readNBytes(100)).hasSize(100);
		return new Cut(stream);
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
	 * @param answer its answer
	 */
	private record Cut(HttpResponse<InputStream> answer) {

		String rest() {
			StringBuilder seen = new StringBuilder();
			assertThatExceptionOfType(IOException.class).isThrownBy(() -> {
				byte[] piece = new byte[4096];
				for (int read = this.answer.body().read(piece); read >= 0; read = this.answer.body().read(piece)) {
					seen.append(new String(piece, 0, read, StandardCharsets.UTF_8));
				}
			});
			return seen.toString();
		}

	}

}
