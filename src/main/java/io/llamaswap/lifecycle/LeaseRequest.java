package io.llamaswap.lifecycle;

import io.llamaswap.model.ModelId;
import org.jspecify.annotations.Nullable;

/**
 * What a request asks of the scheduler.
 *
 * @param model the real id of the wanted model
 * @param profile the early, list-style profile it was asked through
 * ({@code profile:model}, contract 10.2), or {@code null} for the bare model
 * @param caller who asks, so that callers can be treated alike, or {@code ""} for nobody
 * in particular
 * @param priority greater goes first, {@code 0} is usual
 * @param mayLoad whether the model may be loaded for it; else it is refused at once
 * unless the model is ready
 * @param counted whether it is work that {@code concurrencyLimit} bounds; what is only
 * read passes beside it
 * @param name what the model was called by, so that it can be found again when another
 * configuration has no model of this id
 */
public record LeaseRequest(ModelId model, @Nullable String profile, String caller, int priority, boolean mayLoad,
		boolean counted, String name) {

	/** Nobody of this name can come from outside. */
	private static final String PRELOAD = "(preload)";

	/**
	 * Asks for nobody in particular.
	 * @param model the real id
	 * @param profile the early, list-style profile, or {@code null}
	 * @param name what the model was called by
	 */
	public LeaseRequest(ModelId model, @Nullable String profile, String name) {
		this(model, profile, "", 0, true, true, name);
	}

	/**
	 * Asks for nobody in particular, by the real id.
	 * @param model the real id
	 * @param profile the early, list-style profile, or {@code null}
	 */
	public LeaseRequest(ModelId model, @Nullable String profile) {
		this(model, profile, model.value());
	}

	/**
	 * Asks for a bare model.
	 * @param model the real id
	 * @return the request
	 */
	public static LeaseRequest of(ModelId model) {
		return new LeaseRequest(model, null);
	}

	/**
	 * Asks for a model that is to be there before anybody asks.
	 * @param model the real id
	 * @return the request
	 */
	static LeaseRequest preload(ModelId model) {
		return of(model).by(PRELOAD, 0);
	}

	boolean isPreload() {
		return PRELOAD.equals(this.caller);
	}

	/**
	 * Tells whether somebody in particular asks.
	 * @return {@code false} if nobody can be told from the others, or nobody asks
	 */
	boolean hasCaller() {
		return !this.caller.isEmpty() && !isPreload();
	}

	/**
	 * Asks the same for somebody.
	 * @param who who asks
	 * @param rank the priority
	 * @return the request
	 */
	public LeaseRequest by(String who, int rank) {
		return new LeaseRequest(this.model, this.profile, who, rank, this.mayLoad, this.counted, this.name);
	}

	/**
	 * Asks the same, but loads nothing.
	 * @return the request
	 */
	public LeaseRequest onlyIfReady() {
		return new LeaseRequest(this.model, this.profile, this.caller, this.priority, false, this.counted, this.name);
	}

	/**
	 * Asks the same for something that is only read.
	 * @return the request
	 */
	public LeaseRequest uncounted() {
		return new LeaseRequest(this.model, this.profile, this.caller, this.priority, this.mayLoad, false, this.name);
	}

	/**
	 * Asks the same of another model.
	 * @param heir the real id of the one that answers to the name now
	 * @return the request
	 */
	LeaseRequest to(ModelId heir) {
		return new LeaseRequest(heir, this.profile, this.caller, this.priority, this.mayLoad, this.counted, this.name);
	}

}
