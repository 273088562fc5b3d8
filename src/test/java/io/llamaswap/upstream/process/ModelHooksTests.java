package io.llamaswap.upstream.process;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

import com.sun.net.httpserver.HttpServer;
import io.llamaswap.config.HookConfiguration;
import io.llamaswap.config.HookMoment;
import io.llamaswap.config.ModelConfiguration;
import io.llamaswap.model.ModelFailure;
import io.llamaswap.model.ModelState;
import io.llamaswap.upstream.ModelFixture;
import io.llamaswap.upstream.RecordedEvents;
import io.llamaswap.upstream.Upstream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of hooks that are real child processes and real calls.
 */
class ModelHooksTests {

	private static final List<String> output = new CopyOnWriteArrayList<>();

	@RegisterExtension
	static final ProcessUpstreams upstreams = new ProcessUpstreams(
			(bytes, offset, length) -> output.add(new String(bytes, offset, length, StandardCharsets.UTF_8)));

	private final RecordedEvents events = new RecordedEvents();

	private final Map<HookMoment, HookConfiguration> hooks = new EnumMap<>(HookMoment.class);

	@TempDir
	private Path directory;

	@Test
	void everyMomentOfALifeHasItsHookInOrder() throws IOException {
		for (HookMoment moment : HookMoment.values()) {
			hook(moment, "echo $LLAMA_SWAP_HOOK $LLAMA_SWAP_MODEL $LLAMA_SWAP_PORT $LLAMA_SWAP_PROXY"
					+ " ${LLAMA_SWAP_PID:+pid} $OWN >> " + journal(), 10, moment == HookMoment.AFTER_READY);
		}
		Upstream upstream = ready(server().withEnv("OWN=of-model"));
		assertThat(journalLines()).startsWith("beforeStart a 1 http://127.0.0.1:1 of-model")
			.contains("afterReady a 1 http://127.0.0.1:1 pid of-model");
		upstream.stop(Duration.ofSeconds(5));
		this.events.await("Ready", "Stopped");
		assertThat(journalLines().subList(3, 6)).containsExactly("beforeStop a 1 http://127.0.0.1:1 pid of-model",
				"server ends", "afterExit a 1 http://127.0.0.1:1 of-model");
	}

	@Test
	void whatAHookPrintsGoesToTheModelsLog() {
		output.clear();
		hook(HookMoment.BEFORE_START, "echo said by a hook", 10, true);
		Upstream upstream = ready(server());
		assertThat(String.join("", output)).contains("said by a hook");
		end(upstream);
	}

	@Test
	void beforeStartThatFailsFailsTheStartWithASentenceAndNoServer() throws IOException {
		hook(HookMoment.BEFORE_START, "exit 3", 10, true);
		hook(HookMoment.AFTER_EXIT, "echo $LLAMA_SWAP_HOOK: $LLAMA_SWAP_FAILURE >> " + journal(), 10, false);
		started(server());
		this.events.await("Failed", "Stopped");
		assertThat(this.events.failure().kind()).isEqualTo(ModelFailure.Kind.HOOK);
		assertThat(this.events.failure().reason()).isEqualTo("its hook beforeStart ended with exit code 3");
		assertThat(this.events.failure().lastLines()).isEmpty();
		assertThat(journalLines()).containsExactly("afterExit: its hook beforeStart ended with exit code 3");
	}

	@Test
	void programOfAHookThatIsMissingIsToldWithoutItsPath() {
		this.hooks.put(HookMoment.BEFORE_START,
				new HookConfiguration(List.of("/secret/mounter", "token"), null, Duration.ofSeconds(5), true));
		started(server());
		this.events.await("Failed", "Stopped");
		assertThat(this.events.failure().reason()).contains("mounter").doesNotContain("secret").doesNotContain("token");
	}

	@Test
	void failureThatIsToBeGoneOnWithChangesNothing() {
		hook(HookMoment.BEFORE_START, "exit 3", 10, false);
		hook(HookMoment.AFTER_READY, "exit 4", 10, false);
		hook(HookMoment.BEFORE_STOP, "exit 5", 10, false);
		hook(HookMoment.AFTER_EXIT, "exit 6", 10, false);
		Upstream upstream = ready(server());
		upstream.stop(Duration.ofSeconds(5));
		this.events.await("Ready", "Stopped");
	}

	@Test
	void hookThatTakesTooLongIsKilledWithItsGroup() {
		hook(HookMoment.BEFORE_START, "trap '' TERM; sleep 90 & sleep 91", 1, true);
		started(server());
		this.events.await("Failed", "Stopped");
		assertThat(this.events.failure().reason()).isEqualTo("its hook beforeStart did not end within 1 s");
	}

	@Test
	void afterReadyThatFailsEndsTheServerAndFailsTheStart() throws IOException {
		hook(HookMoment.AFTER_READY, "until grep -q server %s; do sleep 0.02; done; exit 1".formatted(journal()), 10,
				true);
		started(server());
		this.events.await("Failed", "Stopped");
		assertThat(this.events.failure().reason()).isEqualTo("its hook afterReady ended with exit code 1");
		assertThat(journalLines()).containsExactly("server", "server ends");
	}

	@Test
	void nobodyIsServedBeforeAfterReadyHasSucceededIfItCanFailTheStart() throws IOException {
		Path gate = this.directory.resolve("gate");
		hook(HookMoment.AFTER_READY, "until [ -e %s ]; do sleep 0.02; done".formatted(gate), 20, true);
		Upstream upstream = started(server());
		awaitJournal("server");
		assertThat(this.events.names()).isEmpty();
		assertThat(upstream.status().state()).isEqualTo(ModelState.STARTING);
		Files.createFile(gate);
		this.events.await("Ready");
		end(upstream);
	}

	@Test
	void readyWaitsForNoHookThatCannotFailIt() {
		hook(HookMoment.AFTER_READY, "sleep 92", 60, false);
		Upstream upstream = ready(server());
		end(upstream);
	}

	@Test
	void endWaitsForTheHookBeforeItNoLongerThanItsTimeout() throws IOException {
		hook(HookMoment.BEFORE_STOP, "sleep 93", 1, false);
		Upstream upstream = ready(server());
		long begin = System.nanoTime();
		upstream.stop(Duration.ofSeconds(10));
		this.events.await("Ready", "Stopped");
		assertThat(Duration.ofNanos(System.nanoTime() - begin)).isGreaterThanOrEqualTo(Duration.ofSeconds(1));
		assertThat(journalLines()).containsExactly("server", "server ends");
	}

	@Test
	void hurryEndsTheHookAndTheServerAtOnce() {
		hook(HookMoment.BEFORE_STOP, "sleep 94", 300, false);
		hook(HookMoment.AFTER_EXIT, "sleep 95", 300, false);
		Upstream upstream = ready(server());
		upstream.stop(Duration.ofMinutes(5));
		upstream.stop(Duration.ZERO);
		this.events.await("Ready", "Stopped");
	}

	@Test
	void stopDuringBeforeStartEndsTheHookAndStartsNoServer() {
		hook(HookMoment.BEFORE_START, "echo hook >> %s; sleep 96".formatted(journal()), 300, true);
		Upstream upstream = started(server());
		awaitJournal("hook");
		upstream.stop(Duration.ofMinutes(5));
		this.events.await("Stopped");
		awaitJournal("hook");
	}

	@Test
	void nextStartWaitsForWhatIsDoneAfterTheEnd() throws IOException {
		hook(HookMoment.AFTER_EXIT, "sleep 0.5; echo freed >> " + journal(), 10, false);
		Upstream upstream = ready(server());
		upstream.stop(Duration.ofSeconds(5));
		upstream.start();
		this.events.await("Ready", "Stopped", "Ready");
		awaitJournal("server", "server ends", "freed", "server");
		upstream.stop(Duration.ofSeconds(5));
		this.events.await("Ready", "Stopped", "Ready", "Stopped");
	}

	@Test
	void deathIsToldToAfterExitAndIsNoStop() throws IOException {
		hook(HookMoment.BEFORE_STOP, "echo stop >> " + journal(), 10, false);
		hook(HookMoment.AFTER_EXIT, "echo $LLAMA_SWAP_FAILURE >> " + journal(), 10, false);
		started(ModelFixture.ofScript("sleep 0.3; exit 7"));
		this.events.await("Ready", "Exited", "Stopped");
		assertThat(journalLines()).containsExactly("the model server ended by itself with exit code 7");
	}

	@Test
	void recycleIsToldToBothHooksOfTheEnd() throws IOException {
		hook(HookMoment.BEFORE_STOP, "echo stop $LLAMA_SWAP_FAILURE >> " + journal(), 10, false);
		hook(HookMoment.AFTER_EXIT, "echo exit $LLAMA_SWAP_FAILURE >> " + journal(), 10, false);
		Upstream upstream = ready(server());
		upstream
			.failed(new ModelFailure(ModelFailure.Kind.NOT_ANSWERING, "it is stuck", null, List.of(), Instant.EPOCH));
		upstream.stop(Duration.ofSeconds(5));
		this.events.await("Ready", "Stopped");
		assertThat(journalLines()).containsExactly("server", "stop it is stuck", "server ends", "exit it is stuck");
	}

	@Test
	void hookThatHangsDelaysNoOtherModel() {
		hook(HookMoment.BEFORE_START, "sleep 97", 300, true);
		Upstream hanging = started(server());
		RecordedEvents others = new RecordedEvents();
		Upstream other = upstreams.started(ModelFixture.ofCommand("sleep", "98").named("b").model(), others);
		Awaitility.await().untilAsserted(() -> assertThat(others.names()).containsExactly("Ready"));
		assertThat(hanging.status().state()).isEqualTo(ModelState.STARTING);
		other.stop(Duration.ofSeconds(5));
		hanging.stop(Duration.ofSeconds(5));
		this.events.await("Stopped");
		Awaitility.await().untilAsserted(() -> assertThat(others.names()).containsExactly("Ready", "Stopped"));
	}

	@Test
	void whatAHookLeavesInTheBackgroundEndsWithTheServer() {
		hook(HookMoment.AFTER_READY, "setsid sleep 99 & exit 0", 10, true);
		Upstream upstream = ready(server());
		end(upstream);
	}

	@Test
	void addressGetsAnObject() throws IOException {
		List<String> bodies = new CopyOnWriteArrayList<>();
		HttpServer address = address(204, bodies);
		call(HookMoment.BEFORE_START, address, true);
		call(HookMoment.AFTER_READY, address, true);
		Upstream upstream = ready(server().named("org/\"m\""));
		assertThat(bodies).hasSize(2);
		assertThat(bodies.get(0)).isEqualTo("{\"hook\":\"beforeStart\",\"model\":\"org/\\\"m\\\"\","
				+ "\"proxy\":\"http://127.0.0.1:1\",\"port\":1,\"pid\":null,\"failure\":null}");
		assertThat(bodies.get(1)).contains("\"hook\":\"afterReady\"")
			.contains("\"pid\":" + upstream.status().pid() + ",");
		end(upstream);
		address.stop(0);
	}

	@Test
	void addressThatRefusesFailsTheStart() throws IOException {
		HttpServer address = address(500, new CopyOnWriteArrayList<>());
		call(HookMoment.BEFORE_START, address, true);
		started(server());
		this.events.await("Failed", "Stopped");
		assertThat(this.events.failure().reason()).isEqualTo("its hook beforeStart was answered with HTTP 500");
		address.stop(0);
	}

	@Test
	void addressThatNeverAnswersFailsTheStartAtTheTimeout() throws IOException {
		try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
			this.hooks.put(HookMoment.BEFORE_START, new HookConfiguration(List.of(),
					URI.create("http://127.0.0.1:" + silent.getLocalPort()), Duration.ofSeconds(1), true));
			started(server());
			this.events.await("Failed", "Stopped");
			assertThat(this.events.failure().reason()).isEqualTo("its hook beforeStart did not end within 1 s");
		}
	}

	@Test
	void addressThatIsNotThereFailsTheStart() {
		this.hooks.put(HookMoment.BEFORE_START,
				new HookConfiguration(List.of(), URI.create("http://127.0.0.1:1/x"), Duration.ofSeconds(5), true));
		started(server());
		this.events.await("Failed", "Stopped");
		assertThat(this.events.failure().reason()).isEqualTo("its hook beforeStart could not be reached");
	}

	private void hook(HookMoment moment, String script, int seconds, boolean fatal) {
		this.hooks.put(moment,
				new HookConfiguration(List.of("sh", "-c", script), null, Duration.ofSeconds(seconds), fatal));
	}

	private void call(HookMoment moment, HttpServer address, boolean fatal) {
		this.hooks.put(moment, new HookConfiguration(List.of(),
				URI.create("http://127.0.0.1:" + address.getAddress().getPort()), Duration.ofSeconds(5), fatal));
	}

	private static HttpServer address(int status, List<String> bodies) throws IOException {
		HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
		server.createContext("/", (exchange) -> {
			// As small servers do, which know no chunks.
			int length = Integer.parseInt(exchange.getRequestHeaders().getFirst("Content-Length"));
			bodies.add(new String(exchange.getRequestBody().readNBytes(length), StandardCharsets.UTF_8));
			exchange.sendResponseHeaders(status, -1);
			exchange.close();
		});
		server.start();
		return server;
	}

	// Ready at once, as it has no check.
	private ModelFixture server() {
		return ModelFixture
			.ofScript("trap 'echo server ends >> %1$s; exit 0' TERM; echo server >> %1$s; ".formatted(journal())
					+ "while :; do sleep 0.02; done");
	}

	private Upstream started(ModelFixture fixture) {
		ModelConfiguration plain = fixture.model();
		return upstreams.started(new ModelConfiguration(plain.id(), plain.launch(), plain.lifetime(), plain.requests(),
				plain.listing(), this.hooks), this.events);
	}

	// Its traps are set when it says so.
	private Upstream ready(ModelFixture fixture) {
		Upstream upstream = started(fixture);
		this.events.await("Ready");
		Awaitility.await().untilAsserted(() -> assertThat(journalLines()).contains("server"));
		return upstream;
	}

	private void end(Upstream upstream) {
		upstream.stop(Duration.ofSeconds(5));
		this.events.await("Ready", "Stopped");
	}

	private Path journal() {
		return this.directory.resolve("journal");
	}

	private List<String> journalLines() throws IOException {
		return Files.readAllLines(journal()).stream().map((line) -> line.replaceAll(" +", " ")).toList();
	}

	private void awaitJournal(String... lines) {
		Awaitility.await().untilAsserted(() -> assertThat(journalLines()).containsExactly(lines));
	}

}
