package io.llamaswap.upstream.process;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * Finds the living processes of one life: those of its session, of its group, and those
 * that left both but carry its marker. Where processes cannot be listed, only the
 * descendants that were seen while their parents lived are found.
 */
final class LifeMembers {

	private final ProcessTable table;

	private final LifeMarker marker;

	private final ProcessHandle leader;

	private final @Nullable Long group;

	private final long startTicks;

	/** Guarded by this. Used only where there is no process table. */
	private final Set<ProcessHandle> descendants = new LinkedHashSet<>();

	LifeMembers(ProcessTable table, LifeMarker marker, ChildProcess child) {
		this.table = table;
		this.marker = marker;
		this.leader = child.process().toHandle();
		this.group = child.group();
		this.startTicks = table.find(this.leader.pid()).map(ProcessEntry::startTicks).orElse(0L);
	}

	/**
	 * Returns when the life began.
	 * @return clock ticks since the machine started, zero if not known
	 */
	long startTicks() {
		return this.startTicks;
	}

	/**
	 * Finds them. Blocks for a few milliseconds.
	 * @return the living ones
	 */
	List<Member> alive() {
		if (!this.table.isReadable()) {
			return knownDescendants();
		}
		List<Member> members = new ArrayList<>();
		for (ProcessEntry entry : this.table.alive()) {
			if (isMember(entry)) {
				members.add(new Member(entry.pid(), isOfGroup(entry)));
			}
		}
		return members;
	}

	private boolean isMember(ProcessEntry entry) {
		if (entry.pid() == this.leader.pid() || isOfGroup(entry)
				|| (this.group != null && entry.session() == this.group)) {
			return true;
		}
		// Nobody can be older than the first of the family, and the kernel's own threads,
		// most of the list, are.
		return entry.startTicks() >= this.startTicks && this.marker.isIn(this.table.environment(entry));
	}

	private boolean isOfGroup(ProcessEntry entry) {
		return this.group != null && entry.group() == this.group;
	}

	private synchronized List<Member> knownDescendants() {
		this.descendants.add(this.leader);
		for (ProcessHandle known : List.copyOf(this.descendants)) {
			known.descendants().forEach(this.descendants::add);
		}
		this.descendants.removeIf((handle) -> !handle.isAlive());
		return this.descendants.stream().map((handle) -> new Member(handle.pid(), false)).toList();
	}

	/**
	 * A living process of a life.
	 *
	 * @param pid its id
	 * @param inGroup whether a signal to the group of the life reaches it
	 */
	record Member(long pid, boolean inGroup) {

	}

}
