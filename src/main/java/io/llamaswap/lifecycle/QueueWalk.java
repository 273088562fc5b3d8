package io.llamaswap.lifecycle;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

import io.llamaswap.model.ModelId;
import io.llamaswap.model.ModelState;
import org.jspecify.annotations.Nullable;

/**
 * One look at everybody who waits, in the order of {@link WaitingOrder}. A request for a
 * model that is ready is granted. The first request for one that is not becomes a
 * <em>claim</em>: it empties the room that its model needs and starts it once the room is
 * empty. Later requests go on around a claim as long as they leave its room alone.
 */
final class QueueWalk {

	private final SwapScheduler scheduler;

	private final EvictionPolicy policy;

	private final Overtaking overtaking;

	private final List<Claim> claims = new ArrayList<>();

	/** Everybody who waited when the walk began, in order. */
	private List<Waiting> queue = List.of();

	/** Models that would make room if nobody used them. */
	private final Set<Slot> yielding = new HashSet<>();

	/** What was found for one of a kind holds for those behind it: queues are long. */
	private final Set<Kind> seen = new HashSet<>();

	private boolean waitedForLoads;

	private boolean endedLoad;

	/** Somebody was passed over whose model was stopped after all. */
	private boolean disappointed;

	/**
	 * The model of a claim was started beside another: whom it kept back may claim now.
	 */
	private boolean claimMet;

	QueueWalk(SwapScheduler scheduler) {
		this.scheduler = scheduler;
		this.policy = scheduler.rules().policy();
		this.overtaking = new Overtaking(scheduler.rules(), scheduler.now());
	}

	/**
	 * Does what can be done now.
	 * @return models that have to make room and are still used
	 */
	Set<Slot> run() {
		this.queue = this.scheduler.queue().sorted(this.overtaking.order());
		for (Waiting waiting : this.queue) {
			if (this.claimMet) {
				break;
			}
			Slot slot = this.scheduler.slot(waiting.model());
			if (slot.is(ModelState.READY)) {
				visitReady(waiting, slot);
			}
			else if (!waiting.request().mayLoad()) {
				this.scheduler.refuse(waiting, Refusals.notLoaded(slot.id()));
			}
			else if (!slot.is(ModelState.STARTING)) {
				visitAbsent(waiting, slot);
			}
		}
		wakeForTheNextOverdue();
		return this.yielding;
	}

	/**
	 * Returns what is being done for whom, after {@link #run()}.
	 * @return the claims in their order
	 */
	List<Claim> claims() {
		return this.claims;
	}

	private void visitReady(Waiting waiting, Slot slot) {
		if (slot.accepts(waiting.request(), waiting.sequence()) && !isOvertakingTooMuch(waiting, slot)) {
			this.scheduler.grant(waiting);
			if (waiting.request().mayLoad()) {
				noteOvertaking(slot);
				leaveOthers(waiting);
				startCompanions(waiting);
			}
		}
	}

	private void noteOvertaking(Slot slot) {
		for (Claim claim : this.claims) {
			if (claim.rivals().contains(slot.id())) {
				this.scheduler.note(SwapDecision.Kind.OVERTAKE, slot.id(),
						"before one for " + claim.waiting().model() + ", which waits for the room");
				return;
			}
		}
	}

	private void visitAbsent(Waiting waiting, Slot slot) {
		Instant retryAt = slot.failures().backingOffUntil(this.scheduler.now());
		if (slot.stuckReason() != null) {
			this.scheduler.refuse(waiting, Refusals.stuck(slot.id(), slot.stuckReason()));
		}
		else if (retryAt != null) {
			this.scheduler.refuse(waiting, Refusals.backingOff(slot, Duration.between(this.scheduler.now(), retryAt)));
		}
		else if (this.seen.add(new Kind(waiting.model(), waiting.request().profile())) && !isInRoomOfAClaim(waiting)) {
			claim(waiting, slot);
		}
	}

	private void claim(Waiting waiting, Slot slot) {
		Set<ModelId> rivals = victims(waiting);
		for (ModelId rival : rivals) {
			Slot other = this.scheduler.slot(rival);
			if (other.stuckReason() != null) {
				this.scheduler.refuse(waiting, Refusals.stuck(rival, other.stuckReason()));
				// Those behind it have to be told as well.
				this.seen.remove(new Kind(waiting.model(), waiting.request().profile()));
				return;
			}
		}
		if (rivals.isEmpty() && slot.is(ModelState.STOPPED) && hasRested(slot)
				&& (hasRoomToLoad() || isLoadGivenUpFor(waiting))) {
			this.scheduler.start(slot, SwapReasons.start(waiting, this.scheduler.queue().count(slot.id())));
			startCompanions(waiting);
			return;
		}
		List<Slot> others = rivals.stream().map(this.scheduler::slot).toList();
		boolean mayLoad = others.stream().anyMatch((rival) -> rival.is(ModelState.STARTING)) || hasRoomToLoad()
				|| lastUnwantedLoad() != null;
		this.claims.add(new Claim(this, waiting, rivals, mayLoad));
		makeRoom(waiting, others, mayLoad);
	}

	// Whoever wakes it up later finds the claim again, which keeps its room meanwhile.
	private boolean hasRested(Slot slot) {
		Instant until = slot.failures().restsUntil(this.scheduler.now());
		if (until != null) {
			this.scheduler.wakeAt(until);
		}
		return until == null;
	}

	private boolean hasRoomToLoad() {
		int limit = this.scheduler.rules().parallelLoads();
		boolean room = limit == 0 || this.scheduler.slots().count(ModelState.STARTING) < limit;
		this.waitedForLoads |= !room;
		return room;
	}

	// Its place among the loads is wanted, if not its room.
	private boolean isLoadGivenUpFor(Waiting claim) {
		Slot unwanted = lastUnwantedLoad();
		if (unwanted != null) {
			stop(unwanted, "its load is given up: nobody waits for it, too many load, and " + claim.model() + " waits");
		}
		return unwanted != null && hasRoomToLoad();
	}

	private @Nullable Slot lastUnwantedLoad() {
		Slot last = null;
		for (Slot slot : this.scheduler.slots().all()) {
			boolean unwanted = slot.is(ModelState.STARTING) && this.scheduler.queue().count(slot.id()) == 0;
			if (unwanted && (last == null || slot.since().isAfter(last.since()))) {
				last = slot;
			}
		}
		return last;
	}

	// All at once or nobody: as long as one of them stays, nothing is won by the end
	// of the others, and whoever wants them would wait for nothing.
	private void makeRoom(Waiting claim, List<Slot> rivals, boolean mayLoad) {
		boolean free = mayLoad;
		for (Slot rival : rivals) {
			free &= isFree(rival, claim);
		}
		if (free) {
			rivals.forEach((rival) -> stopFor(claim, rival));
		}
	}

	/**
	 * Tells whether a rival may be stopped now. One that is in use is asked to make room
	 * when the time for overtaking is over.
	 * @param rival a model that is alive
	 * @param claim one that needs its room
	 * @return {@code true} if nobody keeps it, or it is on its way out
	 */
	private boolean isFree(Slot rival, Waiting claim) {
		if (!rival.is(ModelState.READY)) {
			return !rival.is(ModelState.STARTING) || this.scheduler.queue().count(rival.id()) == 0;
		}
		Instant now = this.scheduler.now();
		Instant staysUntil = rival.staysUntil();
		if (rival.isIdle() && !staysUntil.isAfter(now) && !isWanted(rival)) {
			// One that has just become ready serves those who waited for it first.
			return true;
		}
		Instant end = this.overtaking.endFor(claim, rival);
		if (end.isAfter(now)) {
			this.scheduler.wakeAt(staysUntil.isAfter(now) ? staysUntil : end);
			return false;
		}
		return isDrained(rival, claim);
	}

	private boolean isDrained(Slot rival, Waiting claim) {
		this.yielding.add(rival);
		if (!rival.isYielding() && rival.leases() > 0) {
			this.scheduler.note(SwapDecision.Kind.DRAIN, rival.id(),
					"room for " + claim.model() + "; " + SwapReasons.inFlight(rival));
		}
		Instant drainedBy = rival.yielding(this.scheduler.now());
		boolean over = drainedBy != null && !drainedBy.isAfter(this.scheduler.now());
		if (drainedBy != null && !over) {
			this.scheduler.wakeAt(drainedBy);
		}
		return over;
	}

	private void stopFor(Waiting claim, Slot rival) {
		if (rival.is(ModelState.STARTING)) {
			stop(rival, "its load is given up: nobody waits for it, room for " + claim.model());
		}
		else if (rival.is(ModelState.READY)) {
			String drained = (rival.leases() > 0)
					? ", after draining for " + rival.rules().drainLimit().toSeconds() + " s" : "";
			stop(rival, "room for " + claim.model() + drained);
		}
	}

	/**
	 * Tells whether the first whom the present life of a model may still serve goes
	 * before those who need its room. Who waits for its next life does not keep this one.
	 * @param slot a model that is ready and idle, so that nobody was granted it just now
	 * @return {@code true} if the model has to stay for somebody
	 */
	private boolean isWanted(Slot slot) {
		for (Waiting waiting : this.queue) {
			if (waiting.model().equals(slot.id()) && slot.isOpenFor(waiting.sequence())) {
				return !isOvertakingTooMuch(waiting, slot);
			}
		}
		return false;
	}

	/**
	 * Tells whether a load was ended after somebody had been passed over because too many
	 * models were loading, or a model that somebody waits for who may not load it, or a
	 * claim was met that kept others back.
	 * @return {@code true} if another look is worth it
	 */
	boolean isWorthRepeating() {
		return this.disappointed || this.claimMet || (this.waitedForLoads && this.endedLoad);
	}

	private void stop(Slot slot, String why) {
		this.endedLoad |= slot.is(ModelState.STARTING);
		this.disappointed |= this.queue.stream()
			.anyMatch((waiting) -> waiting.model().equals(slot.id()) && !waiting.request().mayLoad());
		this.scheduler.stop(slot, slot.rules().stopGrace(), why);
	}

	/**
	 * Tells whether an earlier claim has waited long enough for the room of this model.
	 * @param waiting the request that is to be granted
	 * @param slot its model
	 * @return {@code true} if it has to wait
	 */
	private boolean isOvertakingTooMuch(Waiting waiting, Slot slot) {
		for (Claim claim : this.claims) {
			if (claim.rivals().contains(slot.id()) && !this.overtaking.isAllowed(waiting, claim.waiting(), slot)) {
				return true;
			}
		}
		return false;
	}

	private void wakeForTheNextOverdue() {
		Waiting oldest = null;
		for (Waiting waiting : this.queue) {
			if ((oldest == null || waiting.sequence() < oldest.sequence())
					&& !this.overtaking.order().isOverdue(waiting) && this.scheduler.queue().contains(waiting)) {
				oldest = waiting;
			}
		}
		if (oldest != null) {
			this.scheduler.wakeAt(this.overtaking.order().overdueAt(oldest));
		}
	}

	/**
	 * Stops what a granted request's rule has no place for, but only what nobody uses:
	 * its own model is there already, so it waits for nobody.
	 * @param granted a request that was just granted
	 */
	private void leaveOthers(Waiting granted) {
		for (ModelId rival : this.policy.outstayers(granted.request(), residentsWithout(granted.model()))) {
			Slot slot = this.scheduler.slot(rival);
			if (this.scheduler.queue().count(rival) > 0) {
				continue;
			}
			boolean stays = slot.staysUntil().isAfter(this.scheduler.now());
			if (slot.is(ModelState.STARTING) || (slot.isIdle() && !stays)) {
				stop(slot, "not together with " + granted.model());
			}
			else if (slot.is(ModelState.READY)) {
				slot.retire();
				if (stays) {
					this.scheduler.wakeAt(slot.staysUntil());
				}
			}
		}
	}

	private void startCompanions(Waiting waiting) {
		Set<ModelId> companions = this.policy.companions(waiting.request());
		if (companions.isEmpty() || !victims(waiting).isEmpty()) {
			return;
		}
		for (ModelId companion : companions) {
			Slot slot = this.scheduler.slots().find(companion);
			if (slot != null && slot.is(ModelState.STOPPED)
					&& slot.failures().backingOffUntil(this.scheduler.now()) == null
					&& slot.failures().restsUntil(this.scheduler.now()) == null && hasRoomToLoad()
					&& this.claims.stream().noneMatch((claim) -> claim.suffersFrom(companion))) {
				this.scheduler.start(slot, "together with " + waiting.model());
				this.claimMet |= this.claims.stream().anyMatch((claim) -> claim.wants(companion));
			}
		}
	}

	private boolean isInRoomOfAClaim(Waiting waiting) {
		for (Claim claim : this.claims) {
			if (claim.wants(waiting.model())) {
				return true;
			}
		}
		for (Claim claim : this.claims) {
			if (claim.suffersFrom(waiting.model()) || isRival(waiting, claim.waiting().model())) {
				return true;
			}
		}
		return false;
	}

	private boolean isRival(Waiting waiting, ModelId model) {
		Set<ModelId> residents = residentsWithout(waiting.model());
		residents.add(model);
		return this.policy.victims(waiting.request(), residents).contains(model);
	}

	Set<ModelId> victims(Waiting waiting) {
		return this.policy.victims(waiting.request(), residentsWithout(waiting.model()));
	}

	Set<ModelId> residentsWithout(ModelId model) {
		return this.scheduler.slots().residentsWithout(model);
	}

	EvictionPolicy policy() {
		return this.policy;
	}

	/**
	 * Those who wait for the same in the same way.
	 *
	 * @param model the real id
	 * @param profile the profile that it was asked through, or {@code null}
	 */
	record Kind(ModelId model, @Nullable String profile) {

	}

}
