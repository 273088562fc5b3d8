package io.llamaswap.upstream.process;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * Ends what an earlier run of the program left behind: processes that carry the marker of
 * a run that is dead. Blocks up to twice the grace if there are any; not for an event
 * loop.
 */
final class LeftoverSweep {

	private static final Duration LOOK = Duration.ofMillis(20);

	private final ProcessTable table;

	private final Instance self;

	private final Duration grace;

	LeftoverSweep(ProcessTable table, Instance self, Duration grace) {
		this.table = table;
		this.self = self;
		this.grace = grace;
	}

	/**
	 * Finds them, asks them to end, kills what does not, and looks again.
	 * @return what was found
	 */
	SweepReport run() {
		List<Leftover> found = find();
		if (found.isEmpty()) {
			return new SweepReport(List.of(), List.of());
		}
		signal(found, ProcessHandle::destroy);
		if (!waitUntil(() -> found.stream().noneMatch(this::isSame))) {
			// Newcomers too: what was found may have forked meanwhile.
			waitUntil(() -> {
				List<Leftover> left = find();
				signal(left, ProcessHandle::destroyForcibly);
				return left.isEmpty();
			});
		}
		return new SweepReport(found, find());
	}

	private List<Leftover> find() {
		Set<Long> spared = ancestry();
		List<Leftover> found = new ArrayList<>();
		for (ProcessEntry entry : this.table.alive()) {
			if (!spared.contains(entry.pid())) {
				LifeMarker.in(this.table.environment(entry))
					.filter(this::isOfDeadRun)
					.ifPresent((marker) -> found.add(new Leftover(entry, marker.model())));
			}
		}
		return found;
	}

	private boolean isOfDeadRun(LifeMarker marker) {
		return marker.instance().isDead(this.self, this.table);
	}

	// A model server may well have started this program.
	private static Set<Long> ancestry() {
		Set<Long> pids = new HashSet<>();
		Optional<ProcessHandle> handle = Optional.of(ProcessHandle.current());
		while (handle.isPresent() && pids.add(handle.get().pid())) {
			handle = handle.get().parent();
		}
		return pids;
	}

	private void signal(List<Leftover> leftovers, Consumer<ProcessHandle> signal) {
		for (Leftover leftover : leftovers) {
			ProcessHandle.of(leftover.process().pid()).filter((handle) -> isSame(leftover)).ifPresent(signal);
		}
	}

	// The kernel gives ids again; the time of the start tells them apart.
	private boolean isSame(Leftover leftover) {
		return this.table.find(leftover.process().pid())
			.filter((entry) -> entry.startTicks() == leftover.process().startTicks() && entry.isAlive())
			.isPresent();
	}

	private boolean waitUntil(BooleanSupplier condition) {
		long end = System.nanoTime() + this.grace.toNanos();
		while (!condition.getAsBoolean()) {
			if (System.nanoTime() > end) {
				return false;
			}
			LockSupport.parkNanos(LOOK.toNanos());
		}
		return true;
	}

}
