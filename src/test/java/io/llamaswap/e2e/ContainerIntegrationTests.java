package io.llamaswap.e2e;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

import io.llamaswap.model.ModelState;
import io.llamaswap.test.DemoJournal;
import io.llamaswap.test.DemoModels;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Models in containers, of which the program sees only the client. The client is a
 * stand-in; what counts is that the container is no child of it and outlives it.
 */
@EnabledOnOs(OS.LINUX)
class ContainerIntegrationTests extends EndToEnd {

	@Override
	ModelsFile models(ModelsFile file) {
		String docker = install().toString();
		for (String model : List.of("swapped", "orphan", "taken")) {
			file.wrapped(docker + " run --rm --name " + model + " ", model, "cmdStop: " + docker + " stop " + model);
		}
		return file.model("plain", "");
	}

	@Test
	void aContainerIsSwappedAwayAndNothingIsLeft() throws Exception {
		assertAnswered("swapped");
		assertAnswered("plain");
		assertThat(pids("swapped")).hasSize(1).noneMatch(DemoJournal::isRunning);
		assertThat(box("swapped")).doesNotExist();
		assertThat(this.journal.overlaps()).isEmpty();
	}

	@Test
	void aContainerThatOutlivesItsClientIsEndedBeforeTheModelCountsAsStopped() throws Exception {
		assertAnswered("orphan");
		long client = Long.parseLong(Files.readString(box("orphan").resolve("client")).strip());
		ProcessHandle.of(client).orElseThrow().destroyForcibly();
		Awaitility.await().atMost(LIMIT).until(() -> this.application.status("orphan").state() == ModelState.STOPPED);
		assertThat(pids("orphan")).hasSize(1).noneMatch(DemoJournal::isRunning);
		assertAnswered("orphan");
	}

	@Test
	void aNameInUseIsToldAtOnceAndTheLeftoverIsEndedForTheNextStart() throws Exception {
		// What a SIGKILL of this program and its children leaves behind.
		leaveBehind("taken");
		HttpResponse<String> answer = this.client.send(this.client.chat("taken", "first"));
		assertThat(answer.statusCode()).as(answer.body()).isBetween(500, 503);
		assertThat(answer.body()).contains("125", "The container name", "/taken", "is already in use by container");
		Awaitility.await().atMost(LIMIT).until(() -> this.application.status("taken").state() == ModelState.STOPPED);
		assertThat(pids("taken")).hasSize(1).noneMatch(DemoJournal::isRunning);
		Awaitility.await().atMost(LIMIT).untilAsserted(() -> assertAnswered("taken"));
	}

	private void leaveBehind(String model) throws Exception {
		List<String> command = new ArrayList<>(List.of(docker().toString(), "run", "--rm", "--name", model));
		command.addAll(DemoModels.arguments("0", model, "--journal", this.journal.file().toString()));
		Process old = new ProcessBuilder(command).redirectErrorStream(true)
			.redirectOutput(ProcessBuilder.Redirect.DISCARD)
			.start();
		Awaitility.await().atMost(LIMIT).until(() -> !pids(model).isEmpty());
		old.destroyForcibly();
	}

	private List<Long> pids(String model) {
		return this.journal.find(model, "start").stream().map(DemoJournal.Entry::pid).toList();
	}

	private Path docker() {
		return this.journal.file().resolveSibling("docker");
	}

	private Path box(String model) {
		return docker().resolveSibling("containers").resolve(model);
	}

	private Path install() {
		try (InputStream script = getClass().getResourceAsStream("/container/docker")) {
			Files.copy(Objects.requireNonNull(script), docker());
			assertThat(docker().toFile().setExecutable(true)).isTrue();
			return docker();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private void assertAnswered(String model) throws Exception {
		HttpResponse<String> answer = this.client.send(this.client.chat(model, "c"));
		assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
		assertThat(answer.body()).contains("[" + model + "]");
	}

}
