package io.llamaswap.upstream.process;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;

import io.llamaswap.model.ModelFailure;
import io.llamaswap.upstream.LaunchRefusedException;
import io.llamaswap.upstream.ModelFixture;
import io.llamaswap.upstream.RunningServer;
import io.llamaswap.upstream.UpstreamLauncher;
import io.llamaswap.upstream.UpstreamLauncherContractTests;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ProcessUpstreamLauncher}.
 */
class ProcessUpstreamLauncherTests extends UpstreamLauncherContractTests {

	private static final ProcessUpstreamLauncher launcher = ProcessUpstreamLauncher.ofThisMachine();

	@BeforeAll
	static void open() {
		done(launcher.open());
	}

	@AfterAll
	static void close() {
		launcher.close();
	}

	@Override
	protected UpstreamLauncher launcher() {
		return launcher;
	}

	@Override
	protected ModelFixture lasting() {
		return ModelFixture.ofCommand("sleep", "60");
	}

	@Override
	protected ModelFixture failing() {
		return ModelFixture.ofScript("echo hello; exit 3");
	}

	@Override
	protected ModelFixture stubborn() {
		return ModelFixture.ofScript("trap '' TERM; echo on; while :; do sleep 1; done");
	}

	@Override
	protected ModelFixture impossible() {
		return ModelFixture.ofCommand("/opt/secret/no-such-server", "--api-key", "hidden");
	}

	@Test
	void refusalShowsNeitherArgumentsNorPath() {
		assertThat(refusal(impossible()).reason()).contains("no-such-server")
			.doesNotContain("/opt/secret")
			.doesNotContain("hidden");
	}

	@Test
	void childLeadsItsOwnSessionAndGroupUnderItsOwnPid() {
		RunningServer server = launch(lasting());
		ProcessTable table = new ProcessTable(Path.of("/proc"));
		Awaitility.await()
			.untilAsserted(() -> assertThat(table.find(pid(server))).hasValueSatisfying(
					(entry) -> assertThat(entry.session()).isEqualTo(entry.group()).isEqualTo(entry.pid())));
		assertThat(table.name(pid(server))).isEqualTo("sleep");
		end(server);
	}

	@Test
	void backgroundChildOfTheGroupEndsWithIt() {
		RunningServer server = launch(ModelFixture.ofScript("sleep 61 & sleep 62"));
		awaitProcesses(server, 3);
		done(server.requestStop("", Duration.ofSeconds(5)));
		done(server.onExit());
		awaitNothingLeft(server);
	}

	@Test
	void childThatMadeItsOwnSessionIsFoundByItsMarker() {
		RunningServer server = launch(ModelFixture.ofScript("setsid sleep 63 & sleep 64"));
		awaitProcesses(server, 3);
		done(server.requestStop("", Duration.ofSeconds(5)));
		done(server.onExit());
		assertThat(done(server.remains()).processes()).hasSize(1);
		done(server.terminate());
		awaitNothingLeft(server);
	}

	@Test
	void grandchildThatHoldsThePipeDoesNotDelayTheExit() {
		RunningServer server = launch(ModelFixture.ofScript("sleep 65 & echo bye; exit 0"));
		assertThat(done(server.onExit())).isZero();
		assertThat(done(server.remains()).processes()).as("the grandchild holds the pipe still").hasSize(1);
		assertThat(server.lastLines()).containsExactly("bye");
		assertThat(done(server.remains()).processes()).hasSize(1);
		done(server.terminate());
		awaitNothingLeft(server);
	}

	@Test
	void stopRightAfterTheStartIsNotLost() {
		for (int round = 0; round < 20; round++) {
			RunningServer server = launch(lasting());
			done(server.terminate());
			done(server.onExit());
			awaitNothingLeft(server);
			server.release();
		}
	}

	@Test
	void takenPortIsRefusedAndItsHolderNamed() throws IOException {
		try (ServerSocket stranger = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
			ModelFixture model = lasting().checkedAt(stranger.getLocalPort()).withOwnPort();
			LaunchRefusedException refusal = refusal(model);
			assertThat(refusal.kind()).isEqualTo(ModelFailure.Kind.PORT_TAKEN);
			assertThat(refusal.reason()).contains("port " + stranger.getLocalPort())
				.contains("java")
				.contains("process " + ProcessHandle.current().pid());
		}
	}

	@Test
	void portThatTheCommandNeedNotOpenIsNotChecked() throws IOException {
		try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
			end(launch(lasting().checkedAt(other.getLocalPort())));
		}
	}

	static void end(RunningServer server) {
		done(server.kill());
		done(server.onExit());
		awaitNothingLeft(server);
		server.release();
	}

	private static void awaitProcesses(RunningServer server, int count) {
		Awaitility.await().untilAsserted(() -> assertThat(done(server.remains()).processes()).hasSize(count));
	}

	private static long pid(RunningServer server) {
		Long pid = server.pid();
		assertThat(pid).isNotNull();
		return (pid != null) ? pid : -1;
	}

}
