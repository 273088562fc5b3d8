package io.llamaswap.e2e;

import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import io.llamaswap.RunningApplication;
import io.llamaswap.test.DemoJournal;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What the client of a stream sees while its model really loads.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LoadingIntegrationTests {

	@TempDir
	private static Path folder;

	private RunningApplication application;

	private ApiClient client;

	@BeforeAll
	void start() throws Exception {
		DemoJournal journal = new DemoJournal(folder.resolve("journal"));
		ModelsFile models = new ModelsFile(journal.file())
			.model("slow", "loadingFeedback: 1", "--health-delay", "3s", "--tokens-per-second", "100")
			.model("typed", "sendLoadingState: true", "--health-delay", "2s", "--tokens-per-second", "100")
			.model("dying", "loadingFeedback: 1", "--start-delay", "3s", "--exit-at-start", "7");
		this.application = RunningApplication.start(folder, models.text());
		this.client = ApiClient.of(this.application.address());
	}

	@AfterAll
	void stop() {
		this.application.close();
	}

	@Test
	void commentsStandBeforeAnAnswerThatIsOtherwiseTheSame() throws Exception {
		HttpResponse<String> cold = this.client.send(this.client.chat("slow", "cold", 5, true));
		assertThat(cold.statusCode()).isEqualTo(200);
		assertThat(cold.headers().firstValue("content-type")).hasValue("text/event-stream");
		assertThat(cold.body()).startsWith(": loading slow, ").endsWith("data: [DONE]\n\n");
		HttpResponse<String> warm = this.client.send(this.client.chat("slow", "warm", 5, true));
		assertThat(withoutIds(cold.body().replaceAll("(?m)^: .*\n\n", ""))).isEqualTo(withoutIds(warm.body()));
		assertThat(warm.headers().firstValue("x-llama-swap-waited")).hasValue("0.000");
	}

	@Test
	void whoWaitsForAnotherModelIsToldForWhatAndWhichPlaceItHas() throws Exception {
		this.client.send(this.client.chat("typed", "first", 5, false));
		CompletableFuture<HttpResponse<String>> busy = this.client
			.sendAsync(this.client.chat("typed", "long", 250, true));
		Awaitility.await().until(() -> this.application.status("typed").inFlight() == 1);
		HttpResponse<String> waited = this.client.send(this.client.chat("slow", "behind", 5, true));
		assertThat(waited.body()).startsWith(": waiting for typed to finish 1 answer, then loading slow")
			.contains("; place 1 in the queue, 1 s so far\n\n")
			.endsWith("data: [DONE]\n\n");
		assertThat(busy.get(30, TimeUnit.SECONDS).body()).endsWith("data: [DONE]\n\n");
	}

	@Test
	void loadingStateIsFollowedByTheAnswer() throws Exception {
		String body = this.client.send(this.client.chat("typed", "t", 5, true)).body();
		assertThat(body).startsWith("data: {\"id\":\"chatcmpl-")
			.contains("reasoning_content")
			.endsWith("data: [DONE]\n\n");
	}

	@Test
	void deathWhileLoadingIsAnErrorEvent() throws Exception {
		HttpResponse<String> answer = this.client.send(this.client.chat("dying", "d", 5, true));
		assertThat(answer.statusCode()).isEqualTo(200);
		assertThat(answer.body()).startsWith(": loading dying, ")
			.contains("event: error\ndata: {\"src\":\"llama-swap\",\"error\":{")
			.contains("\"request_id\":\"" + answer.headers().firstValue("x-request-id").orElseThrow())
			.endsWith("}}\n\n");
	}

	private static String withoutIds(String events) {
		return events.replaceAll("\"id\":\"[^\"]*\"|\"created\":[0-9]+|\"[a-z_]+_(ms|second)\":[0-9.]+", "");
	}

}
