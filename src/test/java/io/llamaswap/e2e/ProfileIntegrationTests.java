package io.llamaswap.e2e;

import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import io.llamaswap.model.ModelState;
import io.llamaswap.test.DemoJournal;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Models that run together.
 */
class ProfileIntegrationTests extends EndToEnd {

	@Override
	ModelsFile models(ModelsFile file) {
		return file.model("quick", "", "--tokens-per-second", "100")
			.model("slow", "aliases: [tardy]", "--health-delay", "2s", "--tokens-per-second", "100")
			.model("stubborn", "unloadTimeout: 8", "--ignore-term")
			.model("alone", "", "--tokens-per-second", "100")
			.append("profiles:\n  pair: [quick, tardy]\n  crew: [quick, stubborn]\n");
	}

	@BeforeEach
	void unload() throws Exception {
		unloadAll();
	}

	@Test
	void membersStartTogetherAndTheRequestedOneAnswersAsSoonAsItIsReady() throws Exception {
		int before = this.journal.starts().size();
		assertAnswered("pair:quick", "quick");
		Awaitility.await().atMost(LIMIT).until(() -> this.journal.starts().size() == before + 2);
		assertThat(this.journal.starts().subList(before, before + 2)).containsExactlyInAnyOrder("quick", "slow");
		assertThat(this.application.status("slow").state()).isEqualTo(ModelState.STARTING);
		assertAnswered("pair:tardy", "slow");
		assertAnswered("pair:quick", "quick");
		assertThat(this.journal.starts()).hasSize(before + 2);
	}

	@Test
	void aBareMemberIsNotRestartedAndTheOthersStop() throws Exception {
		assertAnswered("pair:slow", "slow");
		int before = this.journal.starts().size();
		long pid = this.journal.find("slow", "start").get(this.journal.find("slow", "start").size() - 1).pid();
		assertAnswered("slow", "slow");
		assertThat(this.journal.starts()).hasSize(before);
		assertThat(DemoJournal.isRunning(pid)).isTrue();
		Awaitility.await().atMost(LIMIT).until(() -> this.application.status("quick").state() == ModelState.STOPPED);
	}

	@Test
	void leavingAProfileStopsItsMembersFirst() throws Exception {
		assertAnswered("pair:slow", "slow");
		assertAnswered("alone", "alone");
		DemoJournal.Entry start = this.journal.find("alone", "start").get(0);
		assertThat(start.detail("alive")).isEmpty();
	}

	@Test
	void aHungStopDelaysNobodyElse() throws Exception {
		assertAnswered("crew:stubborn", "stubborn");
		assertAnswered("crew:quick", "quick");
		CompletableFuture<HttpResponse<String>> unloading = this.client
			.sendAsync(this.client.at("/api/models/unload/stubborn").POST(HttpRequest.BodyPublishers.noBody()));
		Awaitility.await()
			.atMost(LIMIT)
			.until(() -> this.application.status("stubborn").state() == ModelState.STOPPING);
		assertAnswered("crew:quick", "quick");
		assertThat(this.application.status("stubborn").state()).as("still hanging").isEqualTo(ModelState.STOPPING);
		assertThat(this.application.status("stubborn").state()).isEqualTo(ModelState.STOPPING);
		assertThat(unloading.get(30, TimeUnit.SECONDS).statusCode()).isEqualTo(200);
	}

	private void assertAnswered(String requested, String model) throws Exception {
		HttpResponse<String> answer = this.client.send(this.client.chat(requested, "p"));
		assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
		assertThat(answer.body()).contains("[" + model + "]");
	}

}
