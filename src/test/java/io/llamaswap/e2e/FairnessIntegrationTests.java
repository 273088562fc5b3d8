package io.llamaswap.e2e;

import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import io.llamaswap.test.DemoJournal;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Two callers with keys of their own at a model that serves one request at a time.
 */
class FairnessIntegrationTests extends EndToEnd {

	private final List<CompletableFuture<HttpResponse<String>>> answers = new ArrayList<>();

	@Override
	ModelsFile models(ModelsFile file) {
		return file.model("m", "concurrencyLimit: 1", "--tokens-per-second", "20")
			.append("callers: {batch: {key: batch-key}, person: {key: person-key}}\n");
	}

	@Test
	void secondRequestOfACallerWaitsUntilEverybodyElseHadTheirFirst() throws Exception {
		send("batch", "b0", 200);
		Awaitility.await().atMost(LIMIT).until(() -> this.application.status("m").inFlight() == 1);
		for (String nonce : List.of("b1", "b2", "b3")) {
			sendAndQueue("batch", nonce);
		}
		sendAndQueue("person", "p1");
		sendAndQueue("person", "p2");
		for (CompletableFuture<HttpResponse<String>> answer : this.answers) {
			assertThat(answer.get(30, TimeUnit.SECONDS).statusCode()).isEqualTo(200);
		}
		assertThat(this.journal.find("m", "request")).extracting((DemoJournal.Entry request) -> request.detail("nonce"))
			.containsExactly("b0", "b1", "p1", "b2", "p2", "b3");
	}

	private void sendAndQueue(String caller, String nonce) {
		int before = this.application.status("m").waiting();
		send(caller, nonce, 1);
		Awaitility.await().atMost(LIMIT).until(() -> this.application.status("m").waiting() == before + 1);
	}

	private void send(String caller, String nonce, int tokens) {
		this.answers.add(this.client.sendAsync(
				this.client.chat("m", nonce, tokens, false).header("Authorization", "Bearer " + caller + "-key")));
	}

}
