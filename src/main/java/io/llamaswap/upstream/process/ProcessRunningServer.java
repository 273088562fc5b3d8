package io.llamaswap.upstream.process;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

import io.llamaswap.upstream.Launch;
import io.llamaswap.upstream.LocalPort;
import io.llamaswap.upstream.RunningServer;
import org.jspecify.annotations.Nullable;

/**
 * A model server that is a child of this program, with everything that it started.
 */
final class ProcessRunningServer implements RunningServer {

	private static final int LAST_OUTPUT_MILLIS = 100;

	private final Launch launch;

	private final ProcessHost host;

	private final Guard guard;

	private final ChildProcess child;

	private final LifeMembers members;

	private final StopCommand stopCommand;

	private final CompletableFuture<Integer> exit;

	/** Guarded by this. */
	private final Set<Long> asked = new HashSet<>();

	/** Guarded by this. */
	private boolean groupTold;

	ProcessRunningServer(Launch launch, ProcessHost host, Guard guard, LifeMarker marker, ChildProcess child) {
		this.launch = launch;
		this.host = host;
		this.guard = guard;
		this.child = child;
		this.members = new LifeMembers(host.table(), marker, child);
		this.stopCommand = new StopCommand(launch.model(), new BesideProcess(host, guard, launch, marker));
		this.exit = child.process().onExit().thenCompose(this::withLastOutput);
	}

	@Override
	public Long pid() {
		return this.child.process().pid();
	}

	@Override
	public boolean isAlive() {
		return this.child.process().isAlive();
	}

	@Override
	public CompletionStage<Integer> onExit() {
		return this.exit;
	}

	@Override
	public List<String> lastLines() {
		return this.child.lastLines();
	}

	@Override
	public CompletionStage<Optional<String>> findStranger() {
		Integer port = LocalPort.opened(this.launch.configuration());
		if (port == null || LocalPort.isDelegated(this.launch.configuration().arguments())) {
			return CompletableFuture.completedFuture(Optional.empty());
		}
		return this.host.looks().submit(() -> findStranger(port));
	}

	@Override
	public CompletionStage<Void> requestStop(String cmdStop, Duration limit) {
		// The process id of a process that has gone may already be somebody else's.
		if (cmdStop.isBlank() || (!isAlive() && StopCommand.namesProcess(cmdStop))) {
			return terminate();
		}
		return this.stopCommand.run(cmdStop, pid(), limit)
			.thenCompose((helped) -> helped ? CompletableFuture.completedFuture(null) : terminate());
	}

	@Override
	public CompletionStage<Void> terminate() {
		return tell(this::askAll);
	}

	@Override
	public CompletionStage<Void> kill() {
		return tell(this::killAll);
	}

	@Override
	public CompletionStage<Remains> remains() {
		return this.host.looks().submit(this::look);
	}

	@Override
	public void release() {
		Long group = this.child.group();
		if (group != null) {
			tell(() -> this.guard.forget(group));
		}
	}

	private CompletionStage<Void> tell(Runnable task) {
		return this.host.looks().submit(() -> {
			task.run();
			return null;
		});
	}

	private CompletionStage<Integer> withLastOutput(Process process) {
		return this.child.drain()
			.ended()
			.copy()
			.completeOnTimeout(null, LAST_OUTPUT_MILLIS, TimeUnit.MILLISECONDS)
			.thenApply((end) -> process.exitValue());
	}

	private Optional<String> findStranger(int port) {
		// The usual case first: the server itself listens, not one of its children.
		Optional<String> stranger = this.host.listeners().findStranger(port, List.of(pid()), this.members.startTicks());
		if (stranger.isEmpty()) {
			return stranger;
		}
		return this.host.listeners().findStranger(port, pids(), this.members.startTicks());
	}

	private synchronized void askAll() {
		if (!this.groupTold) {
			this.groupTold = signalGroup(Guard.Signal.TERM);
			if (this.groupTold) {
				return;
			}
		}
		for (LifeMembers.Member member : this.members.alive()) {
			// One signal each: a second one makes many servers drop what they are doing.
			boolean told = member.inGroup() && this.groupTold;
			if (!told && this.asked.add(member.pid())) {
				ProcessHandle.of(member.pid()).ifPresent(ProcessHandle::destroy);
			}
		}
	}

	private synchronized void killAll() {
		signalGroup(Guard.Signal.KILL);
		this.child.process().destroyForcibly();
		for (LifeMembers.Member member : this.members.alive()) {
			ProcessHandle.of(member.pid()).ifPresent(ProcessHandle::destroyForcibly);
		}
	}

	private boolean signalGroup(Guard.Signal signal) {
		Long group = this.child.group();
		return group != null && !isGroupMissing(group) && this.guard.signal(signal, group);
	}

	// For a moment after its start the child has not made its group yet.
	private boolean isGroupMissing(long group) {
		return this.host.table().find(group).filter((entry) -> entry.isAlive() && entry.group() != group).isPresent();
	}

	private Remains look() {
		List<Long> left = pids();
		return new Remains(left, left.isEmpty() && isPortHeld());
	}

	private List<Long> pids() {
		return this.members.alive().stream().map(LifeMembers.Member::pid).toList();
	}

	private boolean isPortHeld() {
		@Nullable Integer port = LocalPort.opened(this.launch.configuration());
		String host = this.launch.configuration().proxy().getHost();
		return port != null && host != null && this.host.listeners().isHeld(host, port);
	}

}
