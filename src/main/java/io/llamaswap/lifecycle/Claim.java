package io.llamaswap.lifecycle;

import java.util.Set;

import io.llamaswap.model.ModelId;

/**
 * A request that makes room, for the time of one look at the queue.
 */
final class Claim {

	private final QueueWalk walk;

	private final Waiting waiting;

	private final Set<ModelId> rivals;

	private final boolean mayLoad;

	Claim(QueueWalk walk, Waiting waiting, Set<ModelId> rivals, boolean mayLoad) {
		this.walk = walk;
		this.waiting = waiting;
		this.rivals = rivals;
		this.mayLoad = mayLoad;
	}

	Waiting waiting() {
		return this.waiting;
	}

	/**
	 * Returns who is in its way now.
	 * @return real ids of models that are alive
	 */
	Set<ModelId> rivals() {
		return this.rivals;
	}

	/**
	 * Tells whether its load could begin as soon as nobody is in its way.
	 * @return {@code false} as long as too many others load
	 */
	boolean mayLoad() {
		return this.mayLoad;
	}

	boolean wants(ModelId model) {
		return this.waiting.model().equals(model);
	}

	/**
	 * Tells whether somebody more would have to go if that model started as well.
	 * @param model a model that does not run
	 * @return {@code true} if its start is in the way
	 */
	boolean suffersFrom(ModelId model) {
		Set<ModelId> residents = this.walk.residentsWithout(this.waiting.model());
		residents.add(model);
		return !wants(model) && !this.rivals.containsAll(this.walk.policy().victims(this.waiting.request(), residents));
	}

}
