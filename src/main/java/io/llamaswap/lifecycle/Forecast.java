package io.llamaswap.lifecycle;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.llamaswap.model.ModelId;
import io.llamaswap.model.ModelState;

/**
 * Foresees in which order those who wait are granted if nobody comes, leaves or fails: it
 * asks the policy and {@link Overtaking} what {@link QueueWalk} asks them, first about
 * the situation as it is and then about the one after each load that is to come. Changes
 * nothing; used by the scheduler's thread.
 */
final class Forecast {

	/** As long as nothing happens. */
	private static final Duration GOOD_FOR = Duration.ofSeconds(1);

	private final SwapScheduler scheduler;

	private final EvictionPolicy policy;

	private final Overtaking overtaking;

	private final Instant now;

	/** Who would still wait, in order. */
	private final List<Waiting> queue;

	private final List<Waiting> granted = new ArrayList<>();

	/** Whose room would be taken. */
	private final Set<ModelId> residents;

	/** Lives that would grant somebody. */
	private final Map<ModelId, Life> lives = new HashMap<>();

	/** Lives that begin while the queue is looked at. */
	private final Map<ModelId, Life> begun = new HashMap<>();

	private final int atOnce;

	private Forecast(SwapScheduler scheduler, List<Waiting> queue, Instant now) {
		this.scheduler = scheduler;
		this.policy = scheduler.rules().policy();
		this.overtaking = new Overtaking(scheduler.rules(), now);
		this.now = now;
		this.queue = new ArrayList<>(queue);
		this.residents = new HashSet<>();
		for (Slot slot : scheduler.slots().all()) {
			if (slot.isAlive()) {
				this.residents.add(slot.id());
			}
			if (slot.is(ModelState.READY)) {
				int places = slot.isFull() ? 0 : Math.max(1, slot.rules().concurrencyLimit() - slot.leases());
				this.lives.put(slot.id(), new Life(slot.closedFrom(), slot.since(), slot.staysUntil(), places));
			}
			else if (slot.is(ModelState.STARTING)) {
				this.lives.put(slot.id(), begin(slot, slot.closedFrom()));
			}
		}
		List<Turn> turns = grantAll();
		this.atOnce = this.granted.size();
		while (!turns.isEmpty() || !this.begun.isEmpty()) {
			if (this.begun.isEmpty()) {
				turns.forEach(this::makeRoom);
			}
			this.lives.putAll(this.begun);
			this.begun.clear();
			turns = grantAll();
		}
	}

	/**
	 * Makes a forecast for those who wait.
	 * @param scheduler knows the situation
	 * @param now the present
	 * @return the forecast
	 */
	static Forecast of(SwapScheduler scheduler, Instant now) {
		return new Forecast(scheduler, scheduler.queue().sorted(new WaitingOrder(scheduler.rules().maxWait(), now)),
				now);
	}

	/**
	 * Makes a forecast for those who wait and somebody who might come.
	 * @param scheduler knows the situation
	 * @param newcomer who might come
	 * @param now the present
	 * @return the forecast
	 */
	static Forecast of(SwapScheduler scheduler, Waiting newcomer, Instant now) {
		return new Forecast(scheduler,
				scheduler.queue().sortedWith(newcomer, new WaitingOrder(scheduler.rules().maxWait(), now)), now);
	}

	/**
	 * Tells whether it can still be told.
	 * @param when a later moment
	 * @return {@code false} if it is older than {@link #GOOD_FOR}
	 */
	boolean isGoodAt(Instant when) {
		return !this.now.plus(GOOD_FOR).isBefore(when);
	}

	/**
	 * Tells who is granted before a request.
	 * @param waiting one of the queue
	 * @return those before it, first one first
	 */
	List<Waiting> before(Waiting waiting) {
		int place = this.granted.indexOf(waiting);
		return (place >= 0) ? this.granted.subList(0, place) : List.of();
	}

	/**
	 * Tells whether a request is granted by a life that has begun.
	 * @param waiting one of the queue
	 * @return {@code false} if somebody who goes before it needs the room first
	 */
	boolean isGrantedWithoutSwap(Waiting waiting) {
		return this.granted.subList(0, this.atOnce).contains(waiting);
	}

	private List<Turn> grantAll() {
		List<Turn> turns = new ArrayList<>();
		List<Waiting> late = new ArrayList<>();
		Set<QueueWalk.Kind> seen = new HashSet<>();
		for (Iterator<Waiting> all = this.queue.iterator(); all.hasNext();) {
			Waiting waiting = all.next();
			Life life = this.lives.get(waiting.model());
			if (life == null || waiting.sequence() >= life.closedFrom) {
				boolean first = seen.add(new QueueWalk.Kind(waiting.model(), waiting.request().profile()));
				if (first && !this.begun.containsKey(waiting.model())) {
					claim(waiting, turns);
				}
			}
			else if (turns.stream().allMatch((turn) -> mayGoBefore(turn, waiting, life))) {
				(life.isFullFor(waiting) ? late : this.granted).add(waiting);
				life.places -= waiting.request().counted() ? 1 : 0;
				all.remove();
			}
		}
		this.granted.addAll(late);
		return turns;
	}

	private boolean mayGoBefore(Turn turn, Waiting waiting, Life life) {
		// Who finds no place gets one when somebody has gone, a moment later.
		Instant since = life.isFullFor(waiting) ? life.since.minusNanos(1) : life.since;
		return !turn.rivals().contains(waiting.model())
				|| this.overtaking.isAllowed(waiting, turn.waiting(), since, life.staysUntil);
	}

	private void claim(Waiting waiting, List<Turn> turns) {
		for (Turn turn : turns) {
			ModelId first = turn.waiting().model();
			if (first.equals(waiting.model()) || victims(waiting, first).contains(first)
					|| !turn.rivals().containsAll(victims(turn.waiting(), waiting.model()))) {
				return;
			}
		}
		Set<ModelId> rivals = victims(waiting, waiting.model());
		if (rivals.isEmpty() && !this.lives.containsKey(waiting.model())) {
			this.residents.add(waiting.model());
			this.begun.put(waiting.model(), begin(this.scheduler.slot(waiting.model()), Long.MAX_VALUE));
		}
		else {
			turns.add(new Turn(waiting, rivals));
		}
	}

	private Set<ModelId> victims(Waiting waiting, ModelId another) {
		Set<ModelId> others = new HashSet<>(this.residents);
		others.add(another);
		others.remove(waiting.model());
		return this.policy.victims(waiting.request(), others);
	}

	private void makeRoom(Turn turn) {
		this.residents.removeAll(turn.rivals());
		this.lives.keySet().removeAll(turn.rivals());
		// A life that takes nobody any more ends before the next.
		this.lives.remove(turn.waiting().model());
	}

	private Life begin(Slot slot, long closedFrom) {
		Duration stays = slot.rules().minResidency();
		return new Life(closedFrom, this.now, this.now.plus(stays), slot.rules().concurrencyLimit());
	}

	/**
	 * A life of a model, from when it grants.
	 */
	private static final class Life {

		private final long closedFrom;

		private final Instant since;

		private final Instant staysUntil;

		/** How many it would take at once. */
		private int places;

		private Life(long closedFrom, Instant since, Instant staysUntil, int places) {
			this.closedFrom = closedFrom;
			this.since = since;
			this.staysUntil = staysUntil;
			this.places = places;
		}

		private boolean isFullFor(Waiting waiting) {
			return waiting.request().counted() && this.places <= 0;
		}

	}

	/**
	 * Who makes room.
	 *
	 * @param waiting the request
	 * @param rivals who goes for it
	 */
	private record Turn(Waiting waiting, Set<ModelId> rivals) {

	}

}
