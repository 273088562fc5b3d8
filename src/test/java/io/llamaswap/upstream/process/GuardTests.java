package io.llamaswap.upstream.process;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import io.llamaswap.upstream.Launch;
import io.llamaswap.upstream.ModelFixture;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Guard} with a program that is killed.
 */
class GuardTests {

	@Test
	void nothingSurvivesAProgramThatIsKilled() throws IOException {
		Process program = start();
		String instance = instance(program);
		awaitChildren(instance, 8);
		program.destroyForcibly();
		awaitNothing(instance);
	}

	@Test
	void nothingSurvivesAProgramThatEndsWithoutStoppingItsModels() throws IOException {
		Process program = start();
		String instance = instance(program);
		awaitChildren(instance, 8);
		program.getOutputStream().close();
		awaitNothing(instance);
	}

	@Test
	void guardThatWasKilledIsReplacedAndKnowsTheGroups() throws IOException {
		ProcessUpstreamLauncher launcher = ProcessUpstreamLauncher.ofThisMachine();
		launcher.open().toCompletableFuture().join();
		try {
			launcher.launch(launch("trap '' TERM; sleep 90; :", 1)).toCompletableFuture().join();
			long first = pid(launcher.guard());
			ProcessHandle.of(first).ifPresent(ProcessHandle::destroyForcibly);
			Awaitility.await().until(() -> ProcessHandle.of(first).isEmpty());
			launcher.launch(launch("sleep 91", 2)).toCompletableFuture().join();
			assertThat(pid(launcher.guard())).isNotEqualTo(first);
			assertThat(MarkedProcesses.of(launcher.instance())).isNotEmpty();
		}
		finally {
			launcher.close();
		}
		awaitNothing(launcher.instance().toString());
	}

	@Test
	void whatOutlivesItsClientIsStoppedByItsCommand(@TempDir Path folder) throws IOException {
		Path stopped = folder.resolve("it's stopped");
		Process program = start(stopped.toString());
		String instance = instance(program);
		awaitChildren(instance, 9);
		assertThat(stopped).doesNotExist();
		program.destroyForcibly();
		awaitNothing(instance);
		Awaitility.await().untilAsserted(() -> assertThat(stopped).hasContent("really $HOME over"));
	}

	private static Launch launch(String script, long incarnation) {
		return ModelFixture.ofScript(script).launch(incarnation, (bytes, offset, length) -> {
		});
	}

	private static Process start(String... arguments) throws IOException {
		List<String> command = new ArrayList<>(List.of(System.getProperty("java.home") + "/bin/java", "-Xmx64m", "-cp",
				System.getProperty("java.class.path"), HoldingProgram.class.getName()));
		command.addAll(List.of(arguments));
		return new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
	}

	private static String instance(Process program) throws IOException {
		BufferedReader reader = new BufferedReader(
				new InputStreamReader(program.getInputStream(), StandardCharsets.UTF_8));
		for (String line = reader.readLine(); line != null; line = reader.readLine()) {
			if (Instance.parse(line).isPresent()) {
				return line;
			}
		}
		throw new AssertionError("the program did not start");
	}

	private static void awaitChildren(String instance, int least) {
		Awaitility.await()
			.atMost(Duration.ofSeconds(20))
			.untilAsserted(() -> assertThat(MarkedProcesses.of(instance)).hasSizeGreaterThanOrEqualTo(least));
	}

	private static void awaitNothing(String instance) {
		Awaitility.await()
			.pollInterval(Duration.ofMillis(50))
			.atMost(Duration.ofSeconds(5))
			.untilAsserted(() -> assertThat(MarkedProcesses.of(instance)).isEmpty());
	}

	private static long pid(Guard guard) {
		Long pid = guard.pid();
		return (pid != null) ? pid : -1;
	}

}
