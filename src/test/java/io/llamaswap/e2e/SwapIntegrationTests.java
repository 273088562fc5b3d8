package io.llamaswap.e2e;

import java.io.BufferedReader;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import io.llamaswap.model.ModelState;
import io.llamaswap.test.FreePorts;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Swapping between models that exclude one another, and clients that leave.
 */
class SwapIntegrationTests extends EndToEnd {

	private int before;

	@Override
	ModelsFile models(ModelsFile file) {
		String port = String.valueOf(FreePorts.first(1));
		String proxy = "proxy: http://127.0.0.1:" + port;
		return file.model("left", proxy, "--other-port", port)
			.model("right", proxy, "--other-port", port)
			.model("a", "aliases: [first]", "--tokens-per-second", "100")
			.model("b", "", "--tokens-per-second", "100")
			.model("big", "", "--health-delay", "25s")
			.model("brief", "ttl: 1", "--tokens-per-second", "100");
	}

	@AfterAll
	void neverTwoAtOnce() {
		assertThat(this.journal.overlaps()).as("two exclusive models alive together").isEmpty();
	}

	@BeforeEach
	void unload() throws Exception {
		unloadAll();
		this.before = this.journal.starts().size();
	}

	@AfterEach
	void nothingIsInFlight() {
		Awaitility.await()
			.atMost(LIMIT)
			.until(() -> this.application.statuses()
				.stream()
				.allMatch((status) -> status.inFlight() == 0 && status.waiting() == 0));
	}

	@Test
	void swapsThereAndBack() throws Exception {
		assertAnswered(this.client.send(this.client.chat("a", "s1")), "a", "s1");
		assertAnswered(this.client.send(this.client.chat("b", "s2")), "b", "s2");
		assertAnswered(this.client.send(this.client.chat("first", "s3")), "a", "s3");
		assertThat(starts()).containsExactly("a", "b", "a");
	}

	@Test
	void tenSwapsOnOnePortNeverMeetAConnectionOfTheModelBefore() throws Exception {
		for (int swap = 0; swap < 10; swap++) {
			String model = (swap % 2 == 0) ? "left" : "right";
			List<CompletableFuture<HttpResponse<String>>> answers = new ArrayList<>();
			for (int index = 0; index < 8; index++) {
				answers.add(this.client.sendAsync(this.client.chat(model, "p" + swap + "-" + index)));
			}
			for (int index = 0; index < 8; index++) {
				assertAnswered(answers.get(index).get(60, TimeUnit.SECONDS), model, "p" + swap + "-" + index);
			}
		}
		assertThat(starts()).hasSize(10);
	}

	@Test
	void alternatingClientsAreCollatedAndAllAnswered() throws Exception {
		List<CompletableFuture<HttpResponse<String>>> answers = new ArrayList<>();
		for (int index = 0; index < 20; index++) {
			answers.add(this.client.sendAsync(this.client.chat((index % 2 == 0) ? "a" : "b", "n" + index)));
		}
		for (int index = 0; index < 20; index++) {
			assertAnswered(answers.get(index).get(60, TimeUnit.SECONDS), (index % 2 == 0) ? "a" : "b", "n" + index);
		}
		assertThat(starts()).hasSizeBetween(2, 4);
	}

	@Test
	void twoHundredFirstRequestsStartTheModelOnce() throws Exception {
		List<CompletableFuture<HttpResponse<String>>> answers = new ArrayList<>();
		for (int index = 0; index < 200; index++) {
			answers.add(this.client.sendAsync(this.client.chat("a", "h" + index)));
		}
		for (int index = 0; index < 200; index++) {
			assertAnswered(answers.get(index).get(60, TimeUnit.SECONDS), "a", "h" + index);
		}
		assertThat(starts()).containsExactly("a");
	}

	@Test
	void aRunningAnswerIsNeverCutByASwap() throws Exception {
		HttpResponse<InputStream> stream = this.client.open(this.client.chat("a", "long", 200, true));
		BufferedReader lines = lines(stream);
		lines.readLine();
		CompletableFuture<HttpResponse<String>> other = this.client.sendAsync(this.client.chat("b", "other"));
		List<String> rest = lines.lines().toList();
		assertThat(rest.stream().filter((line) -> line.contains("\"content\":\"")).count()).isGreaterThanOrEqualTo(199);
		assertThat(rest).contains("data: [DONE]");
		assertAnswered(other.get(60, TimeUnit.SECONDS), "b", "other");
	}

	@Test
	void aClientThatLeavesWhileWaitingCostsNothing() throws Exception {
		HttpResponse<InputStream> stream = this.client.open(this.client.chat("a", "busy", 300, true));
		CompletableFuture<HttpResponse<String>> waiting = this.client.sendAsync(this.client.chat("b", "gone"));
		Awaitility.await().atMost(LIMIT).until(() -> this.application.status("b").waiting() == 1);
		waiting.cancel(true);
		Awaitility.await().atMost(Duration.ofSeconds(3)).until(() -> this.application.status("b").waiting() == 0);
		assertThat(lines(stream).lines().toList()).contains("data: [DONE]");
		assertAnswered(this.client.send(this.client.chat("a", "after")), "a", "after");
		assertThat(starts()).containsExactly("a");
	}

	@Test
	void aClientThatLeavesWhileLoadingMakesRoomForOthers() throws Exception {
		CompletableFuture<HttpResponse<String>> loading = this.client.sendAsync(this.client.chat("big", "gone"));
		Awaitility.await().atMost(LIMIT).until(() -> !starts().isEmpty());
		CompletableFuture<HttpResponse<String>> other = this.client.sendAsync(this.client.chat("b", "next"));
		Awaitility.await().atMost(LIMIT).until(() -> this.application.status("b").waiting() == 1);
		assertThat(this.application.status("big").state()).isEqualTo(ModelState.STARTING);
		loading.cancel(true);
		assertAnswered(other.get(15, TimeUnit.SECONDS), "b", "next");
		assertThat(this.journal.find("big", "ready")).isEmpty();
		assertThat(starts()).containsExactly("big", "b");
	}

	@Test
	void aClientThatLeavesWhileStreamingEndsTheGeneration() throws Exception {
		HttpResponse<InputStream> stream = this.client.open(this.client.chat("a", "hangs-up", 100_000, true));
		try (InputStream body = stream.body()) {
			assertThat(body.readNBytes(500)).hasSize(500);
		}
		Awaitility.await()
			.atMost(Duration.ofSeconds(3))
			.until(() -> this.journal.find("a", "cancel")
				.stream()
				.anyMatch((entry) -> entry.detail("nonce").equals("hangs-up")));
		assertAnswered(this.client.send(this.client.chat("a", "still-there")), "a", "still-there");
		assertThat(starts()).containsExactly("a");
	}

	@Test
	void aClientThatLeavesBeforeTheFirstByteEndsTheGeneration() throws Exception {
		assertAnswered(this.client.send(this.client.chat("a", "warm")), "a", "warm");
		CompletableFuture<HttpResponse<String>> silent = this.client
			.sendAsync(this.client.chat("a", "impatient", 100_000, false));
		Awaitility.await()
			.atMost(LIMIT)
			.until(() -> this.journal.find("a", "request")
				.stream()
				.anyMatch((entry) -> entry.detail("nonce").equals("impatient")));
		silent.cancel(true);
		Awaitility.await()
			.atMost(Duration.ofSeconds(3))
			.until(() -> this.journal.find("a", "cancel")
				.stream()
				.anyMatch((entry) -> entry.detail("nonce").equals("impatient")));
	}

	@Test
	void anIdleModelIsUnloadedAfterItsTimeAndNotBefore() throws Exception {
		assertAnswered(this.client.send(this.client.chat("brief", "t1", 200, false)), "brief", "t1");
		Awaitility.await().atMost(LIMIT).until(() -> !this.journal.find("brief", "signal").isEmpty());
		long answered = this.journal.find("brief", "response").get(0).nanos();
		long told = this.journal.find("brief", "signal").get(0).nanos();
		assertThat(Duration.ofNanos(told - answered)).isBetween(Duration.ofMillis(950), Duration.ofMillis(4000));
		assertAnswered(this.client.send(this.client.chat("brief", "t2")), "brief", "t2");
	}

	@Test
	void pathsBelowUpstreamArriveByteForByte() throws Exception {
		HttpRequest.Builder request = this.client.at("/upstream/a/echo/x%2Fy/?q=a%20b&c")
			.method("PUT", HttpRequest.BodyPublishers.ofString("{\"k\":1}"));
		assertThat(this.client.send(request).body()).contains("\"target\":\"/echo/x%2Fy/?q=a%20b&c\"",
				"\"method\":\"PUT\"", "\"body\":\"{\\\"k\\\":1}\"");
	}

	private List<String> starts() {
		List<String> all = this.journal.starts();
		return all.subList(this.before, all.size());
	}

	private static BufferedReader lines(HttpResponse<InputStream> response) {
		return new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8));
	}

	private static void assertAnswered(HttpResponse<String> answer, String model, String nonce) {
		assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
		assertThat(answer.body()).contains("[" + model + "]");
		assertThat(answer.headers().firstValue("X-Nonce")).contains(nonce);
	}

}
