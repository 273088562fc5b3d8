package io.llamaswap.e2e;

import java.util.List;

import io.llamaswap.model.ModelState;
import io.llamaswap.test.DemoJournal;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Real model servers that are there before anybody asks.
 */
class PreloadIntegrationTests extends EndToEnd {

	@Override
	ModelsFile models(ModelsFile file) {
		return file.model("first", "", "--health-delay", "500ms", "--prompt-delay", "300ms")
			.model("second", "", "--status", "500")
			.model("dying", "", "--exit-at-start", "3")
			.model("fatal", "", "--exit-after-requests", "1", "--exit-code", "4")
			.append("groups: {all: {swap: false, members: [first, second, dying, fatal]}}\n")
			.append("hooks: {on_startup: {preload: [dying, first, second, fatal], warmUp: /v1/chat/completions}}\n");
	}

	@Test
	void modelsAreLoadedInOrderEachWithARealRequestAndFailuresArePassedOver() {
		Awaitility.await()
			.atMost(LIMIT)
			.until(() -> !this.journal.find("fatal", "exit").isEmpty()
					&& this.application.status("fatal").state() == ModelState.STOPPED);
		assertThat(this.journal.starts()).containsExactly("dying", "first", "second", "fatal");
		assertThat(this.journal.find((entry) -> entry.event().equals("request"))).extracting(DemoJournal.Entry::model)
			.containsExactly("first", "second", "fatal");
		DemoJournal.Entry warm = this.journal.find("first", "request").get(0);
		assertThat(warm.detail("asked")).isEqualTo("first");
		assertThat(warm.detail("method") + " " + warm.detail("target")).isEqualTo("POST /v1/chat/completions");
		assertThat(this.journal.find("second", "start").get(0).nanos()).as("one after the other")
			.isGreaterThan(this.journal.find("first", "response").get(0).nanos());
		for (String model : List.of("first", "second")) {
			assertThat(this.application.status(model).state()).as(model).isEqualTo(ModelState.READY);
			assertThat(this.application.status(model).inFlight()).as("the warm-up is over").isZero();
		}
		assertThat(this.application.status("dying").lastFailure()).isNotNull();
	}

}
