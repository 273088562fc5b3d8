package io.llamaswap.e2e;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import io.llamaswap.test.ProgramProcess;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The released jar where it, or the {@code tini} of the image, is process 1. Children
 * that outlive their model server become children of process 1, which has to take them up
 * when they end.
 */
@EnabledOnOs(OS.LINUX)
class FirstProcessIntegrationTests {

	private static final List<String> NAMESPACE = List.of("unshare", "--pid", "--fork", "--mount-proc", "--kill-child");

	@TempDir
	private Path folder;

	@BeforeEach
	void check() throws Exception {
		Assumptions.assumeTrue(Files.exists(ProgramProcess.jar()), "the jar has not been built");
		Assumptions.assumeTrue(works("true"), "a namespace of processes is not permitted here");
	}

	@Test
	void withTheInitOfTheImageNoZombieIsLeft() throws Exception {
		Assumptions.assumeTrue(works("tini", "--", "true"), "tini is not installed");
		assertThat(Files.readString(Path.of("Dockerfile"))).contains("ENTRYPOINT [\"tini\", \"--\", \"java\"");
		try (ProgramProcess program = start("tini", "--")) {
			ApiClient client = ApiClient.of(URI.create(program.url()));
			swapThroughAll(client);
			Awaitility.await()
				.atMost(Duration.ofSeconds(5))
				.untilAsserted(() -> assertThat(zombies(program.pid())).isEmpty());
		}
	}

	@Test
	void withoutAnInitNoZombieStaysAndTermEndsTheProgram() throws Exception {
		try (ProgramProcess program = start()) {
			ApiClient client = ApiClient.of(URI.create(program.url()));
			swapThroughAll(client);
			swapThroughAll(client);
			Awaitility.await()
				.atMost(Duration.ofSeconds(10))
				.untilAsserted(() -> assertThat(zombies(program.pid())).isEmpty());
			assertThat(program.output()).noneMatch((line) -> line.contains("has not ended in the time"));
			signalChildOf(program.pid());
			assertThat(program.awaitExit(Duration.ofSeconds(30))).as("exit code after TERM").isZero();
		}
	}

	private ProgramProcess start(String... init) throws IOException {
		ModelsFile models = new ModelsFile(this.folder.resolve("journal")).model("forks", "", "--fork-child")
			.model("escapes", "", "--fork-session")
			.model("plain", "");
		return ProgramProcess
			.serving(Stream.concat(NAMESPACE.stream(), Stream.of(init)).toList(), this.folder, models.text())
			.awaitReady();
	}

	private static void swapThroughAll(ApiClient client) throws Exception {
		for (String model : List.of("forks", "escapes", "plain")) {
			HttpResponse<String> answer = client.send(client.chat(model, "z"));
			assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
		}
	}

	// The program itself: unshare, its parent, keeps TERM for itself.
	private static void signalChildOf(long unshare) {
		ProcessHandle.of(unshare).orElseThrow().children().forEach(ProcessHandle::destroy);
	}

	// From outside of the namespace, which the kernel lets us look into.
	private static List<Long> zombies(long root) throws IOException {
		Map<Long, Long> parents = new HashMap<>();
		List<Long> ended = new ArrayList<>();
		try (DirectoryStream<Path> processes = Files.newDirectoryStream(Path.of("/proc"), "[0-9]*")) {
			for (Path process : processes) {
				String[] words = afterName(process.resolve("stat"));
				long pid = Long.parseLong(process.getFileName().toString());
				parents.put(pid, Long.valueOf(words[1]));
				if (words[0].equals("Z")) {
					ended.add(pid);
				}
			}
		}
		return ended.stream().filter((pid) -> isBelow(root, pid, parents)).toList();
	}

	private static String[] afterName(Path stat) {
		try {
			String line = Files.readString(stat);
			return line.substring(line.lastIndexOf(')') + 2).split(" ");
		}
		catch (IOException ex) {
			// It ended meanwhile.
			return new String[] { "gone", "0" };
		}
	}

	private static boolean isBelow(long root, Long pid, Map<Long, Long> parents) {
		long current = pid;
		while (current > 1 && current != root) {
			current = parents.getOrDefault(current, 0L);
		}
		return current == root;
	}

	private static boolean works(String... command) throws InterruptedException {
		try {
			Process process = new ProcessBuilder(Stream.concat(NAMESPACE.stream(), Stream.of(command)).toList())
				.redirectErrorStream(true)
				.redirectOutput(ProcessBuilder.Redirect.DISCARD)
				.start();
			return process.waitFor(10, TimeUnit.SECONDS) && process.exitValue() == 0;
		}
		catch (IOException ex) {
			return false;
		}
	}

}
