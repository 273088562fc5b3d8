package io.llamaswap.upstream.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import io.llamaswap.model.ModelFailure;
import io.llamaswap.upstream.ModelFixture;
import io.llamaswap.upstream.RecordedEvents;
import io.llamaswap.upstream.SupervisedUpstreamFactory;
import io.llamaswap.upstream.Upstream;
import io.llamaswap.upstream.UpstreamEvent;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of models in real containers, of which the program sees only the client. Skipped
 * where podman, runc and a static busybox are not installed, or may not run containers.
 */
class PodmanTests {

	private static final ProcessUpstreamLauncher launcher = ProcessUpstreamLauncher.ofThisMachine();

	private static final SupervisedUpstreamFactory factory = new SupervisedUpstreamFactory(launcher,
			(model) -> (bytes, offset, length) -> {
			}, Clock.systemUTC());

	private static final String NAME = "llama-swap-test";

	private final RecordedEvents events = new RecordedEvents();

	private final int port = freePort();

	@TempDir
	private static Path directory;

	@BeforeAll
	static void buildImage() throws Exception {
		ProgramPath programs = ProgramPath.ofEnvironment();
		Path busybox = Path.of(programs.find("busybox").orElse("/none"));
		Assumptions.assumeTrue(Files.exists(busybox), "busybox is not installed");
		Assumptions.assumeTrue(programs.find("podman").isPresent() && programs.find("runc").isPresent(),
				"podman and runc are not installed");
		Files.copy(busybox, directory.resolve("busybox"));
		Files.writeString(directory.resolve("health"), "well");
		Files.writeString(directory.resolve("Containerfile"), """
				FROM scratch
				COPY busybox /bin/busybox
				COPY health /www/health
				ENTRYPOINT ["/bin/busybox"]
				""");
		Assumptions.assumeTrue(podman("build", "-q", "-t", NAME, directory.toString()).isFine(),
				"no image can be built here");
		Outcome trial = podman(run("true"));
		Assumptions.assumeTrue(trial.isFine(), "no container may run here: " + trial.output());
		launcher.open();
	}

	@AfterAll
	static void close() {
		factory.close();
		launcher.close();
	}

	@AfterEach
	void nothingIsLeft() throws Exception {
		podman("rm", "-f", "-t", "0", NAME);
		Awaitility.await().untilAsserted(() -> assertThat(MarkedProcesses.of(launcher.instance())).isEmpty());
	}

	@Test
	void containerIsEndedByItsStopCommand() throws Exception {
		Upstream upstream = started();
		awaitEvents("Ready");
		long inside = container();
		upstream.stop(Duration.ofSeconds(20));
		awaitEvents("Ready", "Stopped");
		assertThat(ProcessHandle.of(inside)).isEmpty();
	}

	@Test
	void containerThatOutlivesItsClientIsEndedBeforeTheModelCountsAsStopped() throws Exception {
		Upstream upstream = started();
		awaitEvents("Ready");
		long inside = container();
		ProcessHandle.of(Objects.requireNonNull(upstream.status().pid())).orElseThrow().destroyForcibly();
		awaitEvents("Ready", "Exited", "Stopped");
		assertThat(ProcessHandle.of(inside)).isEmpty();
	}

	@Test
	void nameInUseIsToldAndTheLeftoverIsEndedForTheNextStart() throws Exception {
		List<String> leftover = new ArrayList<>(List.of(run("httpd", "-f", "-p", "127.0.0.1:" + freePort())));
		leftover.add(1, "-d");
		assertThat(podman(leftover.toArray(String[]::new)).isFine()).isTrue();
		long inside = container();
		Upstream upstream = started();
		awaitEvents("Failed", "Stopped");
		ModelFailure failure = this.events.only(UpstreamEvent.Failed.class).failure();
		assertThat(failure.kind()).isEqualTo(ModelFailure.Kind.EXITED_WHILE_LOADING);
		assertThat(String.join("\n", failure.lastLines())).contains(NAME, "already in use");
		assertThat(ProcessHandle.of(inside)).isEmpty();
		upstream.start();
		awaitEvents("Failed", "Stopped", "Ready");
		upstream.stop(Duration.ofSeconds(20));
		awaitEvents("Failed", "Stopped", "Ready", "Stopped");
	}

	private Upstream started() {
		List<String> words = command(run("httpd", "-f", "-p", "127.0.0.1:" + this.port, "-h", "/www"));
		String stop = String.join(" ", command("stop", "-t", "1", NAME));
		Upstream upstream = factory
			.create(new ModelFixture("boxed", words, stop, List.of(), URI.create("http://127.0.0.1:" + this.port),
					"/health", this.port)
				.model(Duration.ofSeconds(30), Duration.ofSeconds(20)), this.events);
		upstream.start();
		return upstream;
	}

	// The limits are those that a container of a restricted machine may have as well.
	private static String[] run(String... words) {
		return Stream
			.concat(Stream.of("run", "--rm", "--network", "host", "--ulimit", "nofile=1024:1024", "--ulimit",
					"nproc=1000:1000", "--name", NAME, NAME), Stream.of(words))
			.toArray(String[]::new);
	}

	private static long container() throws Exception {
		return Long.parseLong(podman("inspect", "-f", "{{.State.Pid}}", NAME).output().strip());
	}

	private static List<String> command(String... words) {
		return Stream.concat(
				Stream.of("podman", "--root", directory.resolve("store").toString(), "--runroot",
						directory.resolve("run").toString(), "--storage-driver", "vfs", "--runtime", "runc"),
				Stream.of(words))
			.toList();
	}

	private static Outcome podman(String... words) throws Exception {
		Path output = Files.createTempFile(directory, "podman", ".log");
		Process process = new ProcessBuilder(command(words)).redirectErrorStream(true)
			.redirectOutput(output.toFile())
			.start();
		boolean ended = process.waitFor(60, TimeUnit.SECONDS);
		process.destroyForcibly();
		return new Outcome(ended && process.exitValue() == 0, Files.readString(output, StandardCharsets.UTF_8));
	}

	private static int freePort() {
		try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
			return socket.getLocalPort();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private void awaitEvents(String... names) {
		Awaitility.await()
			.atMost(Duration.ofSeconds(40))
			.untilAsserted(() -> assertThat(this.events.names()).containsExactly(names));
	}

	/**
	 * What became of a command.
	 *
	 * @param isFine whether it ended with exit code 0
	 * @param output what it printed
	 */
	private record Outcome(boolean isFine, String output) {

	}

}
