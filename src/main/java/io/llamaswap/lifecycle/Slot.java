package io.llamaswap.lifecycle;

import java.time.Instant;
import java.util.List;
import java.util.Objects;

import io.llamaswap.model.ModelFailure;
import io.llamaswap.model.ModelId;
import io.llamaswap.model.ModelState;
import io.llamaswap.upstream.Endpoint;
import org.jspecify.annotations.Nullable;

/**
 * What the scheduler knows of one model. Used by the scheduler's thread only.
 */
final class Slot {

	private static final long OPEN = Long.MAX_VALUE;

	private final ModelId id;

	private ModelRules rules;

	private ModelState state = ModelState.STOPPED;

	private Instant since;

	private @Nullable Endpoint endpoint;

	private int leases;

	/** Those of {@link #leases} that the limit bounds. */
	private int counted;

	private Instant idleSince;

	private final Failures failures = new Failures();

	private @Nullable String stuckReason;

	/** Requests of this age and younger are not granted by the present life. */
	private long closedFrom = OPEN;

	private String closedBecause = "";

	/** Why nobody at all is granted by the present life any more, if that is so. */
	private @Nullable String obsoleteBecause;

	/** To be stopped as soon as nobody uses or wants it. */
	private boolean retiring;

	/** No longer configured: to be forgotten when its last life is over. */
	private boolean removed;

	/** Since when it has to make room and grants nothing; only while it has to. */
	private @Nullable Instant yieldingSince;

	/** Whether its view differs from the one that was last taken. */
	private boolean changed = true;

	Slot(ModelId id, ModelRules rules, Instant now) {
		this.id = id;
		this.rules = rules;
		this.since = now;
		this.idleSince = now;
	}

	void starting(Instant now) {
		enter(ModelState.STARTING, now);
		this.failures.started();
		this.closedFrom = OPEN;
		this.obsoleteBecause = null;
		this.retiring = false;
	}

	void ready(Endpoint where, Instant now) {
		enter(ModelState.READY, now);
		this.endpoint = where;
		this.leases = 0;
		this.counted = 0;
		this.idleSince = now;
		this.failures.ready();
	}

	void stopping(Instant now) {
		if (this.state != ModelState.STOPPING) {
			enter(ModelState.STOPPING, now);
		}
		this.endpoint = null;
		this.leases = 0;
		this.counted = 0;
	}

	void stopped(Instant now) {
		enter(ModelState.STOPPED, now);
		this.endpoint = null;
		this.leases = 0;
		this.counted = 0;
		this.stuckReason = null;
		this.closedFrom = OPEN;
		this.obsoleteBecause = null;
		this.retiring = false;
	}

	void died(ModelFailure failure) {
		touch();
		this.failures.died(failure);
	}

	void forgive() {
		touch();
		this.failures.forgive();
	}

	/**
	 * Forgets the delay after failures if it is over.
	 * @param now the present
	 * @return when it will be over, or {@code null} if there is none
	 */
	@Nullable Instant endBackOff(Instant now) {
		if (this.failures.endBackOff(now)) {
			touch();
		}
		return this.failures.backingOffUntil(now);
	}

	Failures failures() {
		return this.failures;
	}

	/**
	 * Goes by other rules from now on.
	 * @param next the rules
	 */
	void configured(ModelRules next) {
		this.rules = next;
		this.removed = false;
	}

	void removed() {
		touch();
		this.removed = true;
	}

	boolean isRemoved() {
		return this.removed;
	}

	void stuck(String reason, Instant now) {
		this.stuckReason = reason;
		died(new ModelFailure(ModelFailure.Kind.NOT_ENDING, "it does not end: " + reason, null, List.of(), now));
	}

	/**
	 * Grants nobody of this age and younger any more, and ends when nobody uses it.
	 * @param sequence the age
	 * @param why the reason in a few words
	 */
	void closeFrom(long sequence, String why) {
		this.closedFrom = Math.min(this.closedFrom, sequence);
		this.closedBecause = why;
	}

	/**
	 * Grants nobody any more, not even the oldest, and ends when nobody uses it.
	 * @param why the reason in a few words
	 */
	void obsolete(String why) {
		this.obsoleteBecause = why;
	}

	/**
	 * Takes back {@link #obsolete}: what else closed it goes on counting.
	 * @return whether there was anything to take back
	 */
	boolean revive() {
		boolean revived = this.state == ModelState.READY && this.obsoleteBecause != null;
		if (revived) {
			this.obsoleteBecause = null;
			stopYielding();
		}
		return revived;
	}

	void retire() {
		this.retiring = true;
	}

	/**
	 * Takes back {@link #retire()}.
	 */
	void stay() {
		this.retiring = false;
	}

	/**
	 * Notes that it has to make room.
	 * @param now the present
	 * @return when its requests in flight are cut, or {@code null} for never
	 */
	@Nullable Instant yielding(Instant now) {
		if (this.yieldingSince == null) {
			this.yieldingSince = now;
		}
		return drainedBy(now);
	}

	/**
	 * Foresees when its requests in flight are cut. Changes nothing.
	 * @param begin when it will have to make room, unless it has to already
	 * @return the moment, or {@code null} for never
	 */
	@Nullable Instant drainedBy(Instant begin) {
		Instant since = (this.yieldingSince != null) ? this.yieldingSince : begin;
		return this.rules.drainLimit().isZero() ? null : since.plus(this.rules.drainLimit());
	}

	void stopYielding() {
		if (!isClosing()) {
			this.yieldingSince = null;
		}
	}

	Endpoint leased(LeaseRequest request) {
		touch();
		this.yieldingSince = null;
		this.leases++;
		this.counted += request.counted() ? 1 : 0;
		this.retiring = false;
		return Objects.requireNonNull(this.endpoint, "'endpoint' must not be null");
	}

	void leaseEnded(LeaseBook.Entry lease, Instant now) {
		touch();
		this.leases--;
		this.counted -= lease.counted() ? 1 : 0;
		this.idleSince = now;
	}

	boolean is(ModelState expected) {
		return this.state == expected;
	}

	ModelState state() {
		return this.state;
	}

	int leases() {
		return this.leases;
	}

	boolean isFull() {
		return this.counted >= this.rules.concurrencyLimit();
	}

	boolean isYielding() {
		return this.yieldingSince != null;
	}

	boolean isAlive() {
		return this.state.isAlive();
	}

	boolean isIdle() {
		return this.state == ModelState.READY && this.leases == 0;
	}

	boolean isClosing() {
		return closedFrom() != OPEN;
	}

	String closedBecause() {
		return (this.obsoleteBecause != null) ? this.obsoleteBecause : this.closedBecause;
	}

	/**
	 * Returns why it ends when nobody uses it any more.
	 * @return the reason in a few words
	 */
	String reasonToEnd() {
		return isClosing() ? closedBecause() : (this.retiring ? "its profile was left" : "idle");
	}

	long closedFrom() {
		return (this.obsoleteBecause != null) ? 0 : this.closedFrom;
	}

	/**
	 * Tells whether the present life may serve a request of this age, now or later.
	 * @param sequence its age
	 * @return {@code false} if it has to wait for the next life
	 */
	boolean isOpenFor(long sequence) {
		return sequence < closedFrom();
	}

	/**
	 * Tells whether a request of this age may be granted now.
	 * @param request what it wants
	 * @param sequence its age
	 * @return {@code true} if it may
	 */
	boolean accepts(LeaseRequest request, long sequence) {
		return this.state == ModelState.READY && isOpenFor(sequence) && !(request.counted() && isFull());
	}

	/**
	 * Returns until when this model stays, whoever wants its room.
	 * @return the end of its minimum residency, counted from when it became ready
	 */
	Instant staysUntil() {
		return this.since.plus(this.rules.minResidency());
	}

	/**
	 * Returns when this model is unloaded if nobody asks for it.
	 * @return the moment, or {@code null} for never or not now
	 */
	@Nullable Instant unloadAt() {
		if (!isIdle()) {
			return null;
		}
		Instant ttlEnd = this.rules.ttl().isZero() ? null : this.idleSince.plus(this.rules.ttl());
		if (this.retiring && (ttlEnd == null || staysUntil().isBefore(ttlEnd))) {
			return staysUntil();
		}
		return ttlEnd;
	}

	boolean serves(long incarnation) {
		return this.endpoint != null && this.endpoint.incarnation() == incarnation;
	}

	ModelId id() {
		return this.id;
	}

	ModelRules rules() {
		return this.rules;
	}

	Instant since() {
		return this.since;
	}

	@Nullable String stuckReason() {
		return this.stuckReason;
	}

	SlotView view(int waiting, Instant now) {
		Instant until = (this.state == ModelState.STOPPED) ? this.failures.backingOffUntil(now) : null;
		ModelState shown = (until != null) ? ModelState.BACKING_OFF : this.state;
		return new SlotView(this.id, shown, this.since, this.leases, waiting, this.failures.last(),
				this.failures.endedLastLife(), until);
	}

	void touch() {
		this.changed = true;
	}

	boolean takeChanged() {
		boolean taken = this.changed;
		this.changed = false;
		return taken;
	}

	private void enter(ModelState next, Instant now) {
		touch();
		this.yieldingSince = null;
		this.state = next;
		this.since = now;
	}

}
