package io.llamaswap.upstream.process;

import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import io.llamaswap.model.ModelFailure;
import io.llamaswap.upstream.BesideCommand;
import io.llamaswap.upstream.Launch;
import io.llamaswap.upstream.LaunchRefusedException;
import io.llamaswap.upstream.LocalPort;
import io.llamaswap.upstream.RunningServer;
import io.llamaswap.upstream.UpstreamLauncher;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Launches model servers as children of this program, each in a session of its own. On
 * Linux everything holds that the package says. Elsewhere (macOS, Windows) there is no
 * session, no guard and no sweep: a stop reaches the child and those of its descendants
 * that were seen while their parents lived, and on Windows asking to end is killing.
 */
final class ProcessUpstreamLauncher implements UpstreamLauncher, AutoCloseable {

	private static final Logger logger = LoggerFactory.getLogger(ProcessUpstreamLauncher.class);

	private static final Duration SWEEP_GRACE = Duration.ofSeconds(2);

	private final ProcessHost host;

	private final Guard guard;

	private ProcessUpstreamLauncher(ProcessHost host) {
		this.host = host;
		this.guard = new Guard(host.setsid(), host.instance());
	}

	/**
	 * Makes a launcher for this machine. Nothing is started before {@link #open()}.
	 * @return the launcher
	 */
	static ProcessUpstreamLauncher ofThisMachine() {
		ProcessTable table = new ProcessTable(Path.of("/proc"));
		ProgramPath programs = ProgramPath.ofEnvironment();
		String setsid = table.isReadable() ? programs.find("setsid").orElse(null) : null;
		return new ProcessUpstreamLauncher(
				new ProcessHost(Instance.current(table), table, new LocalListeners(table, Path.of("/proc/net")),
						programs, setsid, new SpawnThread(), new LookThreads()));
	}

	/**
	 * Ends what earlier runs left behind, then starts the guard. Whatever is launched
	 * meanwhile waits for that.
	 * @return completes with what was found
	 */
	CompletionStage<SweepReport> open() {
		return CompletableFuture.supplyAsync(() -> {
			SweepReport report = new LeftoverSweep(this.host.table(), this.host.instance(), SWEEP_GRACE).run();
			this.guard.start();
			if (this.host.setsid() == null) {
				logger.warn("setsid is not installed: model servers share this program's session, and survive it"
						+ " if it is killed hard");
			}
			return report;
		}, this.host.spawn());
	}

	@Override
	public CompletionStage<RunningServer> launch(Launch launch) {
		return CompletableFuture.supplyAsync(() -> begin(launch), this.host.spawn());
	}

	@Override
	public CompletableFuture<Integer> runBeside(Launch launch, BesideCommand command) {
		return new BesideProcess(this.host, this.guard, launch, marker(launch)).run(command);
	}

	/**
	 * Lets the guard end what is left and end itself.
	 */
	@Override
	public void close() {
		this.guard.close();
	}

	/**
	 * Returns what has to run now and then where this program is process 1.
	 * @return takes up orphans that ended
	 */
	OrphanReaper reaper() {
		return new OrphanReaper(this.host.table(), OrphanReaper.FIRST, OrphanReaper.byTheJdk());
	}

	Instance instance() {
		return this.host.instance();
	}

	Guard guard() {
		return this.guard;
	}

	private RunningServer begin(Launch launch) {
		refuseTakenPort(launch);
		this.guard.ensureAlive();
		LifeMarker marker = marker(launch);
		ChildProcess child = ChildProcess.start(this.host, launch.configuration().arguments(),
				ChildEnvironment.of(launch.configuration()), marker, launch.output());
		if (child.group() != null) {
			this.guard.watch(child.group(), StopCommand.withoutProcess(launch.configuration().cmdStop()));
		}
		return new ProcessRunningServer(launch, this.host, this.guard, marker, child);
	}

	private LifeMarker marker(Launch launch) {
		return new LifeMarker(this.host.instance(), launch.incarnation(), launch.model());
	}

	private void refuseTakenPort(Launch launch) {
		Integer port = LocalPort.opened(launch.configuration());
		String name = launch.configuration().proxy().getHost();
		if (port != null && name != null && this.host.listeners().isHeld(name, port)) {
			throw new LaunchRefusedException(ModelFailure.Kind.PORT_TAKEN,
					"%s; end that process or give the model another port"
						.formatted(this.host.listeners().describeHolder(port)));
		}
	}

}
