package io.llamaswap.upstream.process;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

import com.sun.net.httpserver.HttpServer;
import io.llamaswap.config.ModelConfiguration;
import io.llamaswap.model.ModelFailure;
import io.llamaswap.model.ModelState;
import io.llamaswap.upstream.ModelFixture;
import io.llamaswap.upstream.RecordedEvents;
import io.llamaswap.upstream.Upstream;
import io.llamaswap.upstream.UpstreamEvent;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of upstreams whose servers are real child processes.
 */
class ProcessUpstreamTests {

	private static final AtomicLong outputBytes = new AtomicLong();

	@RegisterExtension
	static final ProcessUpstreams upstreams = new ProcessUpstreams(
			(bytes, offset, length) -> outputBytes.addAndGet(length));

	private final RecordedEvents events = new RecordedEvents();

	@Test
	void startBecomesReadyWhenTheHealthPathAnswers() throws IOException {
		HttpServer health = health(200);
		Upstream upstream = started(
				ModelFixture.ofCommand("sleep", "70").checkedAt(health.getAddress().getPort()).model());
		this.events.await("Ready");
		assertThat(upstream.status().pid()).isNotNull();
		upstream.stop(Duration.ofSeconds(5));
		this.events.await("Ready", "Stopped");
		assertThat(upstream.status().state()).isEqualTo(ModelState.STOPPED);
		assertThat(upstream.status().pid()).isNull();
		health.stop(0);
	}

	@Test
	void redirectIsNotHealthy() throws IOException {
		HttpServer health = health(307);
		started(ModelFixture.ofCommand("sleep", "70")
			.checkedAt(health.getAddress().getPort())
			.model(Duration.ofSeconds(1), Duration.ofSeconds(1)));
		this.events.await("Failed", "Stopped");
		assertThat(this.events.failure().kind()).isEqualTo(ModelFailure.Kind.NOT_READY_IN_TIME);
		assertThat(this.events.failure().reason()).contains("HTTP 307");
		health.stop(0);
	}

	@Test
	void serverThatAcceptsAndNeverAnswersFailsAtTheDeadline() throws IOException {
		try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
			long begin = System.nanoTime();
			started(ModelFixture.ofCommand("sleep", "70")
				.checkedAt(silent.getLocalPort())
				.model(Duration.ofSeconds(2), Duration.ofSeconds(1)));
			this.events.await("Failed", "Stopped");
			assertThat(Duration.ofNanos(System.nanoTime() - begin)).isBetween(Duration.ofSeconds(2),
					Duration.ofSeconds(5));
			assertThat(this.events.failure().reason()).contains("no answer within");
		}
	}

	@Test
	void exitWhileLoadingIsToldWithCodeAndLastLines() {
		started(loading("echo one; printf '\\033[31mno such file\\033[0m\\n' >&2; exit 42").model());
		this.events.await("Failed", "Stopped");
		assertThat(this.events.failure().kind()).isEqualTo(ModelFailure.Kind.EXITED_WHILE_LOADING);
		assertThat(this.events.failure().exitCode()).isEqualTo(42);
		assertThat(this.events.failure().lastLines()).containsExactly("one", "no such file");
	}

	@Test
	void wrapperThatLeavesItsServerBehindFailsAtOnceAndTheServerIsEnded() {
		started(loading("sleep 71 & setsid sleep 72 & exit 0").model());
		this.events.await("Failed", "Stopped");
		assertThat(this.events.failure().exitCode()).isZero();
		assertThat(this.events.failure().reason()).contains("foreground");
	}

	@Test
	void deathAfterReadyIsTold() {
		started(ModelFixture.ofScript("sleep 0.3; kill -s KILL $$").model());
		this.events.await("Ready", "Exited", "Stopped");
		ModelFailure failure = this.events.only(UpstreamEvent.Exited.class).failure();
		assertThat(failure.kind()).isEqualTo(ModelFailure.Kind.DIED);
		assertThat(failure.exitCode()).isEqualTo(137);
	}

	@Test
	void slowGoodbyeWithinTheGraceIsNotCutShort(@TempDir Path directory) {
		Path goodbye = directory.resolve("goodbye");
		Upstream upstream = ready(
				("trap 'sleep 2; echo bye > %s; exit 0' TERM; echo up;" + " while :; do sleep 0.05; done")
					.formatted(goodbye));
		long begin = System.nanoTime();
		upstream.stop(Duration.ofSeconds(8));
		this.events.await("Ready", "Stopped");
		assertThat(Duration.ofNanos(System.nanoTime() - begin)).isGreaterThanOrEqualTo(Duration.ofSeconds(2));
		assertThat(goodbye).hasContent("bye");
	}

	@Test
	void serverThatIgnoresTermIsKilledAfterTheGrace() {
		Upstream upstream = ready("trap '' TERM; echo up; while :; do sleep 0.05; done");
		long begin = System.nanoTime();
		upstream.stop(Duration.ofSeconds(1));
		this.events.await("Ready", "Stopped");
		assertThat(Duration.ofNanos(System.nanoTime() - begin)).isGreaterThanOrEqualTo(Duration.ofSeconds(1));
	}

	@Test
	void pausedServerIsKilledAfterTheGrace() {
		Upstream upstream = ready("echo up; kill -s STOP $$");
		upstream.stop(Duration.ofMillis(500));
		this.events.await("Ready", "Stopped");
	}

	@Test
	void childrenOfEveryKindEndWithTheirServer() {
		Upstream upstream = ready(
				"sleep 73 & setsid sleep 74 & setsid sh -c \"trap '' TERM; sleep 75; :\" &" + " echo up; sleep 76");
		upstream.stop(Duration.ofSeconds(2));
		this.events.await("Ready", "Stopped");
	}

	@Test
	void floodOfOutputNeitherStopsTheServerNorFillsMemory() {
		outputBytes.set(0);
		started(loading("head -c 20000000 /dev/zero | tr '\\0' x; exit 5").model());
		this.events.await("Failed", "Stopped");
		assertThat(this.events.failure().exitCode()).isEqualTo(5);
		assertThat(outputBytes).hasValue(20_000_000);
		assertThat(this.events.failure().lastLines()).hasSize(1);
		assertThat(this.events.failure().lastLines().get(0)).hasSize(OutputTail.MOST_BYTES);
	}

	@Test
	void stopWhileStartingEndsItWithoutFailure() {
		Upstream upstream = started(loading("sleep 77").model());
		upstream.stop(Duration.ofSeconds(5));
		this.events.await("Stopped");
	}

	@Test
	void startWhileStoppingBeginsANewLife() {
		Upstream upstream = ready("trap 'sleep 0.5; exit 0' TERM; echo up; while :; do sleep 0.05; done");
		upstream.stop(Duration.ofSeconds(5));
		upstream.start();
		this.events.await("Ready", "Stopped", "Ready");
		upstream.stop(Duration.ZERO);
		this.events.await("Ready", "Stopped", "Ready", "Stopped");
		List<Long> lives = this.events.all()
			.stream()
			.filter(UpstreamEvent.Ready.class::isInstance)
			.map((event) -> ((UpstreamEvent.Ready) event).endpoint().incarnation())
			.toList();
		assertThat(lives).doesNotHaveDuplicates();
	}

	@Test
	void concurrentStopsShareOne() {
		Upstream upstream = ready("echo up; sleep 78");
		List<Thread> threads = List.of(stopper(upstream), stopper(upstream), stopper(upstream), stopper(upstream));
		threads.forEach(Thread::start);
		this.events.await("Ready", "Stopped");
		upstream.stop(Duration.ofSeconds(1));
		assertThat(this.events.names()).containsExactly("Ready", "Stopped");
	}

	@Test
	void stopCommandRunsInsteadOfTheSignalAndKnowsThePid(@TempDir Path directory) throws IOException {
		Path log = directory.resolve("log");
		Upstream upstream = started(ModelFixture
			.ofScript("trap 'echo term >> %s' TERM; trap 'exit 0' INT; while :; do sleep 0.05; done".formatted(log))
			.withEnv("GOODBYE=from-env")
			.stoppedBy("sh -c 'echo $GOODBYE >> %s; kill -s INT ${PID}'".formatted(log))
			.model());
		this.events.await("Ready");
		upstream.stop(Duration.ofSeconds(10));
		this.events.await("Ready", "Stopped");
		assertThat(Files.readAllLines(log)).containsExactly("from-env");
	}

	@Test
	void stopCommandThatNamesAProcessIsNotRunWhenThatHasGone(@TempDir Path directory) {
		// Its id may be somebody else's by then.
		Path log = directory.resolve("log");
		started(ModelFixture.ofScript("sleep 0.3; exit 3")
			.stoppedBy("sh -c 'echo ${PID} >> %s'".formatted(log))
			.model());
		this.events.await("Ready", "Exited", "Stopped");
		assertThat(log).doesNotExist();
	}

	@Test
	void commandsThatReturnAtOnceFailAtOnceWhateverTheirExitCode() {
		started(loading("exit 0").model());
		this.events.await("Failed", "Stopped");
		assertThat(this.events.failure().kind()).isEqualTo(ModelFailure.Kind.EXITED_WHILE_LOADING);
		assertThat(this.events.failure().exitCode()).isZero();
	}

	@Test
	void childHasNothingToReadAndNoDescriptorOfOurs(@TempDir Path directory) throws IOException {
		Path seen = directory.resolve("seen");
		Upstream upstream = ready(
				"ls -l /proc/$$/fd | sed -n 's/.* \\([0-9]*\\) -> /\\1 /p' > %1$s; pwd >> %1$s; echo up;"
					.formatted(seen) + " sleep 83");
		List<String> lines = Files.readAllLines(seen);
		assertThat(lines).first().isEqualTo("0 /dev/null");
		assertThat(lines.subList(1, 3)).allSatisfy((line) -> assertThat(line).matches("[12] pipe:.*|1 .*seen"));
		assertThat(lines.subList(3, lines.size() - 1)).as("those of the shell itself")
			.allSatisfy((line) -> assertThat(line).matches("\\d+ (/proc/.*|pipe:.*|.*/seen)"));
		assertThat(lines).last().isEqualTo(Path.of("").toAbsolutePath().toString());
		upstream.stop(Duration.ofSeconds(2));
		this.events.await("Ready", "Stopped");
	}

	@Test
	void stopCommandThatFailsIsFollowedByTheSignal() {
		Upstream upstream = started(ModelFixture.ofCommand("sleep", "79").stoppedBy("sh -c 'exit 9'").model());
		this.events.await("Ready");
		// Far longer than this test waits: only the signal can end it in time.
		upstream.stop(Duration.ofMinutes(10));
		this.events.await("Ready", "Stopped");
	}

	@Test
	void stopCommandThatHangsIsEndedWithTheServerAfterTheGrace() {
		Upstream upstream = started(ModelFixture.ofCommand("sleep", "80").stoppedBy("sleep 81").model());
		this.events.await("Ready");
		upstream.stop(Duration.ofSeconds(1));
		this.events.await("Ready", "Stopped");
	}

	@Test
	void stopCommandThatIsMissingIsFollowedByTheSignal() {
		Upstream upstream = started(ModelFixture.ofCommand("sleep", "82").stoppedBy("no-such-program").model());
		this.events.await("Ready");
		upstream.stop(Duration.ofSeconds(10));
		this.events.await("Ready", "Stopped");
	}

	private Upstream started(ModelConfiguration model) {
		return upstreams.started(model, this.events);
	}

	// Ready when its output shows that its traps are set.
	private Upstream ready(String script) {
		outputBytes.set(0);
		Upstream upstream = started(ModelFixture.ofScript(script).model());
		this.events.await("Ready");
		Awaitility.await().untilAsserted(() -> assertThat(outputBytes).hasPositiveValue());
		return upstream;
	}

	// Its health path has no server.
	private static ModelFixture loading(String script) {
		return ModelFixture.ofScript(script).checkedAt(1);
	}

	private static Thread stopper(Upstream upstream) {
		return new Thread(() -> upstream.stop(Duration.ofSeconds(5)), "stopper");
	}

	private static HttpServer health(int status) throws IOException {
		HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
		server.createContext("/health", (exchange) -> {
			exchange.getResponseHeaders().add("Location", "/elsewhere");
			exchange.sendResponseHeaders(status, -1);
			exchange.close();
		});
		server.createContext("/elsewhere", (exchange) -> {
			exchange.sendResponseHeaders(200, -1);
			exchange.close();
		});
		server.start();
		return server;
	}

}
