package io.llamaswap.upstream;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

import io.llamaswap.model.ModelFailure;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What every launcher promises.
 */
public abstract class UpstreamLauncherContractTests {

	private final ByteArrayOutputStream output = new ByteArrayOutputStream();

	private static long incarnations = System.nanoTime();

	/**
	 * Returns the launcher under test.
	 * @return a launcher that is open
	 */
	protected abstract UpstreamLauncher launcher();

	/**
	 * Makes a model that runs until it is asked to end.
	 * @return the model
	 */
	protected abstract ModelFixture lasting();

	/**
	 * Makes a model that prints {@code hello} and ends with exit code 3.
	 * @return the model
	 */
	protected abstract ModelFixture failing();

	/**
	 * Makes a model that does not end when asked, once it has printed something.
	 * @return the model
	 */
	protected abstract ModelFixture stubborn();

	/**
	 * Makes a model that cannot be launched.
	 * @return the model
	 */
	protected abstract ModelFixture impossible();

	@Test
	void launchedServerIsAliveUntilAskedToEnd() {
		RunningServer server = launch(lasting());
		assertThat(server.isAlive()).isTrue();
		assertThat(done(server.remains()).processes()).isNotEmpty();
		done(server.requestStop("", Duration.ofSeconds(5)));
		assertThat(done(server.onExit())).isNotNull();
		assertThat(server.isAlive()).isFalse();
		awaitNothingLeft(server);
		server.release();
	}

	@Test
	void exitCodeAndLastLinesAreKept() {
		RunningServer server = launch(failing());
		assertThat(done(server.onExit())).isEqualTo(3);
		assertThat(server.lastLines()).containsExactly("hello");
		assertThat(this.output.toString(StandardCharsets.UTF_8)).contains("hello");
		awaitNothingLeft(server);
		server.release();
	}

	@Test
	void killEndsWhatDoesNotListen() {
		RunningServer server = launch(stubborn());
		Awaitility.await().until(() -> this.output.size() > 0);
		done(server.requestStop("", Duration.ofSeconds(5)));
		assertThat(done(server.remains()).processes()).isNotEmpty();
		done(server.kill());
		done(server.onExit());
		awaitNothingLeft(server);
		server.release();
	}

	@Test
	void killAndTerminateOfADeadServerDoNothing() {
		RunningServer server = launch(failing());
		done(server.onExit());
		done(server.terminate());
		done(server.kill());
		awaitNothingLeft(server);
		server.release();
	}

	@Test
	void impossibleLaunchIsRefusedWithAReason() {
		assertThat(refusal(impossible()).kind()).isEqualTo(ModelFailure.Kind.COMMAND);
	}

	/**
	 * Launches a model that must be refused.
	 * @param model the model
	 * @return why
	 */
	protected final LaunchRefusedException refusal(ModelFixture model) {
		try {
			launch(model);
		}
		catch (CompletionException ex) {
			if (ex.getCause() instanceof LaunchRefusedException refusal) {
				return refusal;
			}
		}
		throw new AssertionError("launch was not refused");
	}

	/**
	 * Launches a model.
	 * @param model the model
	 * @return its server
	 */
	protected final RunningServer launch(ModelFixture model) {
		return done(launcher().launch(model.launch(nextIncarnation(), this.output::write)));
	}

	/**
	 * Waits for a stage.
	 * @param stage the stage
	 * @param <T> what it gives
	 * @return its value
	 */
	protected static <T> T done(CompletionStage<T> stage) {
		return stage.toCompletableFuture().orTimeout(20, TimeUnit.SECONDS).join();
	}

	/**
	 * Waits until nothing of a life is left.
	 * @param server the life
	 */
	protected static void awaitNothingLeft(RunningServer server) {
		Awaitility.await()
			.pollInterval(Duration.ofMillis(5))
			.atMost(Duration.ofSeconds(5))
			.untilAsserted(() -> assertThat(done(server.remains()).processes()).isEmpty());
	}

	private static synchronized long nextIncarnation() {
		return incarnations++;
	}

}
