package io.llamaswap.upstream;

import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

import io.llamaswap.model.ModelFailure;
import io.llamaswap.model.ModelState;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import reactor.test.scheduler.VirtualTimeScheduler;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link SupervisedUpstream} in virtual time.
 */
class SupervisedUpstreamTests {

	private static final Duration GRACE = Duration.ofSeconds(10);

	private final VirtualTimeScheduler time = VirtualTimeScheduler.create();

	private final FakeLauncher launcher = new FakeLauncher();

	private final RecordedEvents events = new RecordedEvents();

	private boolean healthy;

	private final Upstream upstream = new SupervisedUpstream(
			ModelFixture.ofCommand("llama-server").checkedAt(9999).model(),
			new Supervision(this.launcher, (model) -> (bytes, offset, length) -> {
			}, (launch) -> (limit) -> Mono.fromSupplier(this::answer), this.time, Clock.systemUTC()), this.events);

	@Test
	void startBecomesReadyWhenHealthy() {
		this.upstream.start();
		elapse(Duration.ofSeconds(3));
		assertThat(this.upstream.status().state()).isEqualTo(ModelState.STARTING);
		this.healthy = true;
		elapse(Duration.ofMillis(60));
		assertThat(this.events.names()).containsExactly("Ready");
		assertThat(this.upstream.status().state()).isEqualTo(ModelState.READY);
		assertThat(this.upstream.status().pid()).isEqualTo(7);
		assertThat(this.upstream.status().port()).isEqualTo(9999);
		Endpoint endpoint = this.events.only(UpstreamEvent.Ready.class).endpoint();
		assertThat(endpoint.base()).hasPort(9999);
		assertThat(endpoint.incarnation()).isEqualTo(this.launcher.launches.get(0).incarnation());
	}

	@Test
	void startWhenStartingOrReadyDoesNothing() {
		becomeReady();
		this.upstream.start();
		assertThat(this.launcher.launches).hasSize(1);
		assertThat(this.events.names()).containsExactly("Ready");
	}

	@Test
	void exitWhileStartingFailsAtOnceWithTheLastLines() {
		this.upstream.start();
		this.launcher.last().exit(3);
		assertThat(this.events.names()).containsExactly("Failed", "Stopped");
		ModelFailure failure = this.events.only(UpstreamEvent.Failed.class).failure();
		assertThat(failure.kind()).isEqualTo(ModelFailure.Kind.EXITED_WHILE_LOADING);
		assertThat(failure.exitCode()).isEqualTo(3);
		assertThat(failure.lastLines()).containsExactly("last words");
		assertThat(failure.reason()).contains("exit code 3");
		assertThat(this.launcher.last().released).isTrue();
	}

	@Test
	void exitAfterReadyIsTold() {
		becomeReady();
		this.launcher.last().exit(137);
		assertThat(this.events.names()).containsExactly("Ready", "Exited", "Stopped");
		ModelFailure failure = this.events.only(UpstreamEvent.Exited.class).failure();
		assertThat(failure.kind()).isEqualTo(ModelFailure.Kind.DIED);
		assertThat(failure.reason()).contains("signal 9");
	}

	@Test
	void neverHealthyFailsAtTheDeadlineAndIsStopped() {
		this.upstream.start();
		elapse(Duration.ofMillis(14_999));
		assertThat(this.events.names()).isEmpty();
		elapse(Duration.ofMillis(1));
		assertThat(this.events.names()).containsExactly("Failed");
		ModelFailure failure = this.events.only(UpstreamEvent.Failed.class).failure();
		assertThat(failure.kind()).isEqualTo(ModelFailure.Kind.NOT_READY_IN_TIME);
		assertThat(failure.reason()).contains("15 s").contains("HTTP 503");
		assertThat(this.launcher.last().calls).containsExactly("requestStop 10000");
		this.launcher.last().exit(143);
		assertThat(this.events.names()).containsExactly("Failed", "Stopped");
	}

	@Test
	void newStopCommandNamesThePortThatTheServerWasLaunchedWith() {
		ModelFixture model = ModelFixture.ofCommand("llama-server");
		this.upstream.reconfigure(model.checkedAt(9999).withOwnPort().model());
		becomeReady();
		this.upstream.reconfigure(model.checkedAt(8888).withOwnPort().stoppedBy("stop 8888").model());
		this.upstream.stop(Duration.ofSeconds(1));
		assertThat(this.launcher.last().stopCommand).isEqualTo("stop 9999");
	}

	@Test
	void healthyAnswerOfADeadChildDoesNotCount() {
		this.upstream.start();
		this.launcher.last().exit.complete(1);
		this.launcher.last().left.clear();
		this.healthy = true;
		elapse(Duration.ofSeconds(1));
		assertThat(this.events.names()).containsExactly("Failed", "Stopped");
	}

	@Test
	void strangerOnThePortFails() {
		this.upstream.start();
		this.launcher.last().stranger = Optional.of("port 9999 is held by nginx (process 3)");
		this.healthy = true;
		elapse(Duration.ofSeconds(1));
		assertThat(this.events.names()).containsExactly("Failed");
		ModelFailure failure = this.events.only(UpstreamEvent.Failed.class).failure();
		assertThat(failure.kind()).isEqualTo(ModelFailure.Kind.PORT_TAKEN);
		assertThat(failure.reason()).contains("nginx");
	}

	@Test
	void refusedLaunchFailsAndStops() {
		this.launcher.hanging = true;
		this.upstream.start();
		this.launcher.refuse(new LaunchRefusedException(ModelFailure.Kind.COMMAND, "no such program"));
		assertThat(this.events.names()).containsExactly("Failed", "Stopped");
		assertThat(this.events.only(UpstreamEvent.Failed.class).failure().reason()).isEqualTo("no such program");
	}

	@Test
	void faultOfTheLauncherShowsNoDetails() {
		this.launcher.hanging = true;
		this.upstream.start();
		this.launcher.refuse(new IllegalStateException("/secret/path"));
		assertThat(this.events.only(UpstreamEvent.Failed.class).failure().reason()).doesNotContain("secret");
		assertThat(this.events.names()).containsExactly("Failed", "Stopped");
	}

	@Test
	void stopWhileStartingIsNoFailure() {
		this.upstream.start();
		this.upstream.stop(GRACE);
		this.launcher.last().exit(143);
		assertThat(this.events.names()).containsExactly("Stopped");
	}

	@Test
	void stopWhileBeingLaunchedStopsWhatIsDelivered() {
		this.launcher.hanging = true;
		this.upstream.start();
		this.upstream.stop(GRACE);
		FakeServer server = this.launcher.deliver();
		assertThat(server.calls).containsExactly("requestStop 10000");
		server.exit(143);
		assertThat(this.events.names()).containsExactly("Stopped");
	}

	@Test
	void hangingLaunchIsReportedAndKilledWhenDelivered() {
		this.launcher.hanging = true;
		this.upstream.start();
		this.upstream.stop(GRACE);
		elapse(GRACE.plus(StoppingPhase.STUCK_AFTER));
		assertThat(this.events.names()).containsExactly("Stuck");
		assertThat(this.launcher.deliver().calls).startsWith("kill").containsOnly("kill");
	}

	@Test
	void graceIsGivenInFullThenKilled() {
		becomeReady();
		this.upstream.stop(GRACE);
		elapse(GRACE.minusMillis(1));
		assertThat(this.launcher.last().calls).containsExactly("requestStop 10000");
		elapse(Duration.ofMillis(1));
		assertThat(this.launcher.last().calls).startsWith("requestStop 10000", "kill");
		this.launcher.last().exit(137);
		assertThat(this.events.names()).containsExactly("Ready", "Stopped");
	}

	@Test
	void zeroGraceKillsAtOnce() {
		becomeReady();
		this.upstream.stop(Duration.ZERO);
		assertThat(this.launcher.last().calls).startsWith("kill").doesNotContain("requestStop 0");
	}

	@Test
	void secondStopMayShortenTheGraceButNotLengthenIt() {
		becomeReady();
		this.upstream.stop(GRACE);
		this.upstream.stop(Duration.ofSeconds(60));
		this.upstream.stop(Duration.ofSeconds(2));
		elapse(Duration.ofMillis(1999));
		assertThat(this.launcher.last().calls).hasSize(1);
		elapse(Duration.ofMillis(1));
		assertThat(this.launcher.last().calls).contains("kill");
	}

	@Test
	void startWhileStoppingWaitsThenStarts() {
		becomeReady();
		this.upstream.stop(GRACE);
		this.upstream.start();
		assertThat(this.launcher.launches).hasSize(1);
		this.launcher.last().exit(0);
		assertThat(this.launcher.launches).hasSize(2);
		assertThat(this.events.names()).startsWith("Ready", "Stopped");
		elapse(Duration.ofSeconds(1));
		assertThat(this.events.names()).containsExactly("Ready", "Stopped", "Ready");
	}

	@Test
	void stopForgetsAStartThatWaits() {
		becomeReady();
		this.upstream.stop(GRACE);
		this.upstream.start();
		this.upstream.stop(GRACE);
		this.launcher.last().exit(0);
		assertThat(this.launcher.launches).hasSize(1);
		assertThat(this.upstream.status().state()).isEqualTo(ModelState.STOPPED);
	}

	@Test
	void leftoversOfADeadServerAreAskedThenKilled() {
		becomeReady();
		FakeServer server = this.launcher.last();
		server.left.add(8L);
		server.exit(1);
		assertThat(this.events.names()).containsExactly("Ready", "Exited");
		assertThat(server.calls).startsWith("terminate");
		elapse(SupervisedUpstream.LEFTOVER_GRACE);
		assertThat(server.calls).contains("kill");
		server.left.clear();
		elapse(Duration.ofMillis(250));
		assertThat(this.events.names()).containsExactly("Ready", "Exited", "Stopped");
	}

	@Test
	void childrenAreNotSignalledWhileTheStopCommandRuns() {
		becomeReady();
		FakeServer server = this.launcher.last();
		server.stopRequest = new CompletableFuture<>();
		server.left.add(8L);
		this.upstream.stop(GRACE);
		server.exit(0);
		elapse(Duration.ofSeconds(1));
		assertThat(server.calls).containsExactly("requestStop 10000");
		server.stopRequest.complete(null);
		elapse(Duration.ofSeconds(1));
		assertThat(server.calls).contains("terminate");
	}

	@Test
	void unkillableServerIsStuckUntilItGoes() {
		becomeReady();
		this.upstream.stop(Duration.ofSeconds(1));
		elapse(Duration.ofSeconds(1).plus(StoppingPhase.STUCK_AFTER));
		assertThat(this.events.names()).containsExactly("Ready", "Stuck");
		assertThat(this.events.only(UpstreamEvent.Stuck.class).reason()).contains("7");
		assertThat(this.upstream.status().state()).isEqualTo(ModelState.STOPPING);
		elapse(Duration.ofMinutes(10));
		this.launcher.last().left.clear();
		elapse(Duration.ofSeconds(1));
		assertThat(this.events.names()).containsExactly("Ready", "Stuck", "Stopped");
	}

	@Test
	void portThatStaysOpenDelaysStoppedForALimitedTime() {
		becomeReady();
		this.launcher.last().portHeld = true;
		this.upstream.stop(GRACE);
		this.launcher.last().exit(0);
		elapse(StoppingPhase.PORT_PATIENCE.minusMillis(1));
		assertThat(this.events.names()).containsExactly("Ready");
		elapse(Duration.ofMillis(300));
		assertThat(this.events.names()).containsExactly("Ready", "Stopped");
	}

	@Test
	void stopWhenStoppedDoesNothing() {
		this.upstream.stop(GRACE);
		elapse(Duration.ofSeconds(20));
		assertThat(this.events.names()).isEmpty();
	}

	@Test
	void faultyListenerDoesNotHarmTheLoop() {
		Upstream faulty = new SupervisedUpstream(ModelFixture.ofCommand("x").model(),
				new Supervision(this.launcher, (model) -> (bytes, offset, length) -> {
				}, (launch) -> (limit) -> Mono.never(), this.time, Clock.systemUTC()), (event) -> {
					throw new IllegalStateException("listener");
				});
		faulty.start();
		assertThat(faulty.status().state()).isEqualTo(ModelState.READY);
		faulty.stop(GRACE);
		this.launcher.last().exit(0);
		assertThat(faulty.status().state()).isEqualTo(ModelState.STOPPED);
	}

	private void becomeReady() {
		this.healthy = true;
		this.upstream.start();
		elapse(Duration.ZERO);
		assertThat(this.events.names()).containsExactly("Ready");
	}

	private void elapse(Duration duration) {
		this.time.advanceTimeBy(duration);
	}

	private HealthProbe.Answer answer() {
		return new HealthProbe.Answer(this.healthy, this.healthy ? "HTTP 200" : "HTTP 503");
	}

}
