package io.llamaswap.upstream;

import java.time.Duration;

import io.llamaswap.config.HookMoment;
import org.jspecify.annotations.Nullable;

/**
 * Asked to end, or ended with something left. Asks, waits for the grace in full, kills,
 * and is over only when nothing is left.
 */
final class StoppingPhase extends EndingPhase {

	/** How long a killed server may take to go before it is reported as stuck. */
	static final Duration STUCK_AFTER = Duration.ofSeconds(5);

	/** How long a port may stay open by others after the last process has gone. */
	static final Duration PORT_PATIENCE = Duration.ofSeconds(3);

	/** How long a stop command may take whose process has already gone. */
	static final Duration COMMAND_PATIENCE = Duration.ofSeconds(10);

	private static final Duration SHORTEST_LOOK = Duration.ofMillis(2);

	private static final Duration LONGEST_LOOK = Duration.ofMillis(250);

	private static final Duration STUCK_LOOK = Duration.ofSeconds(2);

	private final Duration grace;

	private Duration lookDelay = SHORTEST_LOOK;

	private @Nullable RunningServer server;

	private Asking asking = Asking.NOT_YET;

	private boolean killed;

	private boolean inHurry;

	private boolean stuck;

	private boolean looking;

	private boolean portNoticed;

	private boolean portOverdue;

	private RunningServer.@Nullable Remains lastSeen;

	StoppingPhase(SupervisedUpstream upstream, Life life, @Nullable RunningServer server, Duration grace) {
		super(upstream, life);
		this.server = server;
		this.grace = grace;
	}

	@Override
	@Nullable RunningServer server() {
		return this.server;
	}

	@Override
	void entered() {
		if (!this.grace.isZero()) {
			after(this.grace, this::graceIsOver);
		}
		when(life().launching(), this::launched, (error) -> finish());
		if (this.grace.isZero()) {
			this.inHurry = true;
			kill();
		}
	}

	@Override
	void stopAgain(Duration grace) {
		if (grace.isZero()) {
			this.inHurry = true;
			kill();
		}
		else {
			// The first grace that runs out counts: a longer one changes nothing.
			after(grace, this::graceIsOver);
		}
	}

	private void launched(RunningServer server) {
		this.server = server;
		upstream().refreshStatus();
		when(server.onExit(), (exitCode) -> look(), (error) -> look());
		if (this.killed) {
			killServer(server);
		}
		else if (server.isAlive() || !cmdStop().isBlank()) {
			ask(server);
		}
		else {
			this.asking = Asking.DONE;
		}
	}

	private void ask(RunningServer server) {
		this.asking = Asking.UNDER_WAY;
		when(server.requestStop(cmdStop(), server.isAlive() ? this.grace : COMMAND_PATIENCE), (done) -> asked(server),
				(error) -> asked(server));
	}

	private void asked(RunningServer server) {
		this.asking = Asking.DONE;
		if (!server.isAlive()) {
			look();
		}
	}

	private String cmdStop() {
		return upstream().cmdStop();
	}

	private void graceIsOver() {
		if (!this.killed) {
			upstream().supervision().warn(upstream().id(), "has not ended in the time it was given, killing it", null);
		}
		kill();
	}

	private void kill() {
		if (this.killed) {
			return;
		}
		this.killed = true;
		this.lookDelay = SHORTEST_LOOK;
		after(STUCK_AFTER, this::reportStuck);
		if (this.server != null) {
			killServer(this.server);
		}
	}

	private void killServer(RunningServer server) {
		when(server.kill(), (done) -> look(), (error) -> look());
	}

	private void look() {
		if (!this.looking && this.server != null) {
			this.looking = true;
			when(this.server.remains(), this::seen, (error) -> lookAgain());
		}
	}

	private void seen(RunningServer.Remains remains) {
		this.lastSeen = remains;
		boolean gone = remains.processes().isEmpty();
		if (gone && this.asking != Asking.UNDER_WAY && !isCommandOwed() && (!remains.portHeld() || this.portOverdue)) {
			finish();
			return;
		}
		if (gone && isCommandOwed() && this.server != null) {
			ask(this.server);
		}
		else if (gone && this.asking != Asking.UNDER_WAY) {
			awaitPort();
		}
		else if (!gone) {
			endRest();
		}
		lookAgain();
	}

	// What was killed at once may have been the client of a container, which lives on.
	private boolean isCommandOwed() {
		return this.asking == Asking.NOT_YET && !cmdStop().isBlank();
	}

	private void awaitPort() {
		if (!this.portNoticed) {
			this.portNoticed = true;
			after(PORT_PATIENCE, () -> this.portOverdue = true);
		}
	}

	private void endRest() {
		RunningServer rest = this.server;
		if (rest != null && this.killed) {
			// Again, because a process may have forked in the moment of the kill.
			rest.kill();
		}
		else if (rest != null && this.asking == Asking.DONE) {
			rest.terminate();
		}
	}

	private void lookAgain() {
		this.looking = false;
		after(this.stuck ? STUCK_LOOK : this.lookDelay, this::look);
		Duration doubled = this.lookDelay.multipliedBy(2);
		this.lookDelay = (doubled.compareTo(LONGEST_LOOK) < 0) ? doubled : LONGEST_LOOK;
	}

	private void reportStuck() {
		this.stuck = true;
		upstream().publish(new UpstreamEvent.Stuck(upstream().id(), describeRest()));
	}

	private String describeRest() {
		if (this.server == null) {
			return "its start hangs: the operating system has not launched the process";
		}
		if (this.lastSeen == null) {
			return "it was killed, but its processes cannot be seen";
		}
		if (this.lastSeen.processes().isEmpty() && this.asking == Asking.UNDER_WAY) {
			return "all its processes have gone, but its cmdStop has not ended";
		}
		if (this.lastSeen.processes().isEmpty()) {
			return "all its processes have gone, but its port is still open";
		}
		return "killed, but still there: process " + this.lastSeen.processes();
	}

	private void finish() {
		if (this.portOverdue) {
			upstream().supervision()
				.warn(upstream().id(), "has ended, but somebody else keeps its port open; its next start will say who",
						null);
		}
		if (this.server != null) {
			this.server.release();
		}
		if (hook(HookMoment.AFTER_EXIT) == null) {
			upstream().lifeIsOver(isStartWanted());
		}
		else {
			goOnWith(new AfterExitPhase(upstream(), life(), this.inHurry));
		}
	}

	/**
	 * How far the polite way is: the stop command if there is one, else a signal.
	 */
	private enum Asking {

		NOT_YET, UNDER_WAY, DONE

	}

}
