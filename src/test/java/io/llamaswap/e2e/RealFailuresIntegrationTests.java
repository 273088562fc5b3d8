package io.llamaswap.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import io.llamaswap.model.ModelState;
import io.llamaswap.test.DemoJournal;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Failures of other programs of this kind, played as they were reported, with real model
 * servers; the numbers are those of {@code docs/failures.md}. {@code RealFailuresTests}
 * has those that are a matter of the scheduler alone.
 */
class RealFailuresIntegrationTests extends EndToEnd {

	@Override
	ModelsFile models(ModelsFile file) {
		return file.model("talk", "", "--echo")
			.wrapped("sh " + failingOnce() + " ", "late", "")
			.model("workers", "", "--fork-child", "--fork-session")
			.model("other", "", "--tokens-per-second", "100")
			.model("third", "", "--tokens-per-second", "100")
			.model("huge", "", "--hold-memory", "4g")
			.model("slow-to-stop", "", "--stop-delay", "2s")
			.model("wedged", "unloadTimeout: 3", "--ignore-term")
			.model("beside", "", "--tokens-per-second", "100")
			.model("frozen", "checkInterval: 1\nunloadTimeout: 1\ntimeouts: {responseHeader: 2}")
			.append("groups:\n  alone: {swap: true, members: [talk, other, third, huge, late, workers, slow-to-stop]}\n")
			.append("  together: {swap: false, members: [wedged, beside, frozen]}\n");
	}

	// A driver that gives back the memory of the last model a little late.
	private Path failingOnce() {
		try {
			return Files.writeString(this.journal.file().resolveSibling("late.sh"), """
					if mkdir "$0.was-late" 2>/dev/null; then
						echo 'CUDA error: out of memory' >&2
						exit 1
					fi
					exec "$@"
					""");
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	@AfterEach
	void end() throws Exception {
		unloadAll();
	}

	@Test
	void r03OpeningAnotherModelInTheMiddleOfAConversationLosesNoBody() throws Exception {
		CompletableFuture<HttpResponse<String>> opened = null;
		for (int turn = 0; turn < 30; turn++) {
			String body = "{\"model\":\"talk\",\"messages\":[{\"role\":\"user\",\"content\":\""
					+ "turn %d ".formatted(turn).repeat(5000) + "\"}]}";
			CompletableFuture<HttpResponse<String>> answer = this.client
				.sendAsync(this.client.chat("talk", "turn" + turn).POST(HttpRequest.BodyPublishers.ofString(body)));
			if (turn % 10 == 5) {
				opened = this.client.sendAsync(this.client.at("/upstream/other/health"));
			}
			HttpResponse<String> told = answer.get(30, TimeUnit.SECONDS);
			assertThat(told.statusCode()).as(told.body()).isEqualTo(200);
			assertThat(told.body()).contains(sha256(body), "\"servedBy\":\"talk\"");
			if (opened != null && turn % 10 == 9) {
				assertThat(opened.get(30, TimeUnit.SECONDS).statusCode()).isEqualTo(200);
			}
		}
		assertThat(startsOf("other")).as("it was opened in between").isGreaterThan(1);
		assertThat(startsOf("talk")).isGreaterThan(1);
	}

	@Test
	void r10ModelThatNeverFitsIsToldWithItsReasonAndDoesNotEvictForEver() throws Exception {
		assertAnswered("other");
		HttpResponse<String> first = this.client.send(this.client.chat("huge", "h"));
		assertThat(first.statusCode()).isBetween(500, 503);
		assertThat(first.body()).contains("exit code 1", "OutOfMemoryError");
		assertThat(startsOf("huge")).as("memory may come back late").isEqualTo(2);
		HttpResponse<String> last = first;
		for (int retry = 0; retry < 3 || last.headers().firstValue("Retry-After").isEmpty(); retry++) {
			assertThat(retry).as("refused in the end").isLessThan(5);
			last = this.client.send(this.client.chat("huge", "h"));
		}
		assertThat(last.body()).contains("OutOfMemoryError");
		assertAnswered("other");
		int starts = this.journal.starts().size();
		for (int retry = 0; retry < 10; retry++) {
			assertThat(this.client.send(this.client.chat("huge", "h")).statusCode()).isEqualTo(503);
			assertAnswered("other");
		}
		assertThat(this.journal.starts()).as("nobody made room for it").hasSize(starts);
	}

	@Test
	void r16OptionsOfARequestNeverRestartTheModel() throws Exception {
		int before = startsOf("talk");
		for (int turn = 0; turn < 6; turn++) {
			String body = """
					{"model":"talk","messages":[],"options":{"num_ctx":%1$d},"num_ctx":%1$d,"keep_alive":%2$d}"""
				.formatted(2048 << (turn % 2), -(turn % 2));
			HttpResponse<String> answer = this.client
				.send(this.client.chat("talk", "o" + turn).POST(HttpRequest.BodyPublishers.ofString(body)));
			assertThat(answer.body()).as("passed on as it came").contains(sha256(body));
		}
		assertThat(startsOf("talk")).isEqualTo(before + 1);
	}

	@Test
	void r21WorkersThatOutliveTheirMainProcessEndBeforeTheNextStart() throws Exception {
		assertAnswered("workers");
		List<Long> workers = this.journal.find("workers", "forked")
			.stream()
			.map((entry) -> Long.parseLong(entry.detail("child")))
			.toList();
		assertThat(workers).hasSize(2).allMatch(DemoJournal::isRunning);
		signal("KILL", this.journal.find("workers", "start").get(0).pid());
		Awaitility.await().atMost(LIMIT).until(() -> this.application.status("workers").state() == ModelState.STOPPED);
		assertThat(workers).as("they would hold the memory").noneMatch(DemoJournal::isRunning);
		assertAnswered("workers");
		assertThat(startsOf("workers")).isEqualTo(2);
	}

	@Test
	void r22MemoryThatComesBackLateFailsNobody() throws Exception {
		assertAnswered("other");
		assertAnswered("late");
		assertThat(this.client.send(this.client.at("/logs")).body()).contains("CUDA error: out of memory",
				"model late: is tried again");
	}

	@Test
	void r31UnloadWithoutATimeoutGivesTheSameGraceAsASwap() throws Exception {
		assertAnswered("slow-to-stop");
		HttpResponse<String> unloaded = this.client
			.send(this.client.at("/api/models/unload/slow-to-stop").POST(HttpRequest.BodyPublishers.noBody()));
		assertThat(unloaded.statusCode()).isEqualTo(200);
		assertSaidGoodbye(1);
		assertAnswered("slow-to-stop");
		assertAnswered("other");
		assertSaidGoodbye(2);
	}

	@Test
	void r33KillingAStuckModelHoldsUpNobodyElse() throws Exception {
		CompletableFuture<HttpResponse<String>> stuck = this.client
			.sendAsync(this.client.chat("wedged", "w").header("X-Demo-Hang", ""));
		Awaitility.await().atMost(LIMIT).until(() -> !this.journal.find("wedged", "request").isEmpty());
		long pid = this.journal.find("wedged", "start").get(0).pid();
		CompletableFuture<HttpResponse<String>> unload = this.client
			.sendAsync(this.client.at("/api/models/unload/wedged").POST(HttpRequest.BodyPublishers.noBody()));
		Awaitility.await().atMost(LIMIT).until(() -> !this.journal.find("wedged", "signal").isEmpty());
		assertAnswered("beside");
		assertThat(DemoJournal.isRunning(pid)).as("a cold load beside the kill").isTrue();
		assertThat(stuck.get(30, TimeUnit.SECONDS).body()).contains("model_unloaded");
		assertThat(unload.get(30, TimeUnit.SECONDS).statusCode()).isEqualTo(200);
		assertThat(DemoJournal.isRunning(pid)).isFalse();
		assertAnswered("wedged");
	}

	@Test
	void r35ModelsThatWereLoadedByHandMakeRoomForThoseThatAreAskedFor() throws Exception {
		for (String model : List.of("other", "third")) {
			HttpResponse<String> loaded = this.client
				.send(this.client.at("/api/models/load/" + model).POST(HttpRequest.BodyPublishers.noBody()));
			assertThat(loaded.statusCode()).as(loaded.body()).isEqualTo(200);
		}
		assertThat(this.application.status("other").state()).as("no pin").isEqualTo(ModelState.STOPPED);
		assertThat(this.application.status("third").state()).isEqualTo(ModelState.READY);
		HttpResponse<String> answer = this.client.send(this.client.chat("talk", "t"));
		assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
		assertThat(this.journal.alive()).as("processes").hasSize(1);
	}

	@Test
	void r36ModelThatSaysItIsReadyAndNeverAnswersIsFreedAndToldAndOthersGoOn() throws Exception {
		for (int cycle = 0; cycle < 3; cycle++) {
			assertAnswered("frozen");
			unloadAll();
		}
		assertAnswered("frozen");
		long pid = new ArrayList<>(this.journal.find("frozen", "start")).get(3).pid();
		signal("STOP", pid);
		HttpResponse<String> told = this.client.send(this.client.chat("frozen", "f"));
		assertThat(told.statusCode()).as(told.body()).isEqualTo(504);
		assertAnswered("beside");
		Awaitility.await().atMost(LIMIT).until(() -> !DemoJournal.isRunning(pid));
		assertThat(this.client.send(this.client.at("/logs")).body()).contains("did not answer 3 health checks");
		assertAnswered("frozen");
		assertThat(startsOf("frozen")).isEqualTo(5);
	}

	private void assertSaidGoodbye(int times) {
		List<DemoJournal.Entry> signals = this.journal.find("slow-to-stop", "signal");
		List<DemoJournal.Entry> exits = this.journal.find("slow-to-stop", "exit");
		assertThat(exits).as("ended by itself").hasSize(times);
		assertThat(Duration.ofNanos(exits.get(times - 1).nanos() - signals.get(times - 1).nanos()))
			.isGreaterThanOrEqualTo(Duration.ofSeconds(2));
	}

	private static void signal(String name, long pid) throws Exception {
		new ProcessBuilder("kill", "-s", name, String.valueOf(pid)).start().waitFor();
	}

	private int startsOf(String model) {
		return this.journal.find(model, "start").size();
	}

	private void assertAnswered(String model) throws Exception {
		HttpResponse<String> answer = this.client.send(this.client.chat(model, "n"));
		assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
		assertThat(answer.body()).contains("[" + model + "]");
	}

	private static String sha256(String text) throws Exception {
		return HexFormat.of()
			.formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
	}

}
