package io.llamaswap.upstream.process;

import java.io.UncheckedIOException;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.HashSet;
import java.util.Set;
import java.util.TimerTask;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.LongConsumer;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes up ended processes whose parents ended before them. The kernel hands them to
 * process 1, which in a container without an init is this program, and a JVM only takes
 * up what it started itself: they would stay as zombies. Blocks for a few milliseconds;
 * one thread at a time.
 */
final class OrphanReaper extends TimerTask {

	private static final Logger logger = LoggerFactory.getLogger(OrphanReaper.class);

	/** The process that the kernel gives orphans to. */
	static final long FIRST = 1;

	private final ProcessTable table;

	private final long self;

	private final LongConsumer taking;

	/**
	 * Those of the look before. Only who is seen twice is taken up: the JDK takes a
	 * moment to notice the end of its own children, and between a start and its note of
	 * it the child may have ended already.
	 */
	private Set<Long> seen = Set.of();

	/**
	 * Makes one.
	 * @param table the processes
	 * @param self whose ended children are taken up
	 * @param taking takes one up; may be told one twice
	 */
	OrphanReaper(ProcessTable table, long self, LongConsumer taking) {
		this.table = table;
		this.self = self;
		this.taking = taking;
	}

	@Override
	public void run() {
		try {
			look();
		}
		catch (UncheckedIOException ex) {
			// A timer would never come again after an error.
			logger.debug("Orphans could not be looked for", ex);
		}
	}

	private void look() {
		Set<Long> ended = new HashSet<>();
		for (ProcessEntry entry : this.table.ended()) {
			if (entry.parent() == this.self && entry.pid() != this.self) {
				ended.add(entry.pid());
			}
		}
		for (long pid : ended) {
			if (this.seen.contains(pid)) {
				this.taking.accept(pid);
			}
		}
		this.seen = ended;
	}

	/**
	 * Takes up by the JDK's own means, so that it never takes up a child twice: whoever
	 * waits for the same process shares one wait. The jar's manifest opens the package;
	 * started in another way, or on a JDK that does it differently, nothing is taken up.
	 * @return takes up the process of an id; does nothing where that is not possible
	 */
	static LongConsumer byTheJdk() {
		try {
			Class<?> processes = Class.forName("java.lang.ProcessHandleImpl");
			MethodHandle wait = MethodHandles.privateLookupIn(processes, MethodHandles.lookup())
				.findStatic(processes, "completion",
						MethodType.methodType(CompletableFuture.class, long.class, boolean.class));
			return (pid) -> take(wait, pid);
		}
		catch (ReflectiveOperationException ex) {
			logger.warn("This program is process 1 and cannot take up what ends after its parent: such processes stay "
					+ "as zombies, which hold nothing but their entry. An init takes them up, such as tini or "
					+ "`docker run --init` ({})", ex.toString());
			return (pid) -> {
			};
		}
	}

	private static void take(MethodHandle wait, long pid) {
		try {
			CompletionStage<?> exit = (CompletableFuture<?>) wait.invokeExact(pid, true);
			exit.thenAccept((code) -> logger.debug("Took up orphan {}, exit code {}", pid, code));
		}
		catch (Throwable ex) {
			logger.debug("Orphan {} could not be taken up", pid, ex);
		}
	}

}
