package io.llamaswap.lifecycle;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

import io.llamaswap.model.ModelId;
import io.llamaswap.model.ModelState;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Sinks;

/**
 * What the scheduler has let be seen of its models last. Written by the loop, read and
 * followed by any thread.
 */
final class SlotViews {

	private final Map<ModelId, SlotView> views = new ConcurrentHashMap<>();

	private final Sinks.Many<Boolean> changes = Sinks.many().multicast().directBestEffort();

	private final Sinks.Many<Boolean> movements = Sinks.many().multicast().directBestEffort();

	/**
	 * Shows what has changed.
	 * @param seen the models that have changed in any way
	 */
	void publish(List<SlotView> seen) {
		boolean changed = false;
		for (SlotView view : seen) {
			SlotView before = this.views.put(view.id(), view);
			changed |= before == null || !before.isLike(view);
		}
		if (changed) {
			signal(this.changes);
		}
		if (!seen.isEmpty()) {
			signal(this.movements);
		}
	}

	void forget(ModelId id) {
		this.views.remove(id);
		signal(this.changes);
		signal(this.movements);
	}

	Optional<SlotView> find(ModelId id) {
		return Optional.ofNullable(this.views.get(id));
	}

	boolean isAlive(ModelId id) {
		return find(id).filter((view) -> view.state().isAlive()).isPresent();
	}

	boolean isIdle(ModelId id) {
		return find(id).filter((view) -> view.state() == ModelState.READY && view.inFlight() == 0).isPresent();
	}

	/**
	 * Follows changes of more than counts.
	 * @return a signal for each, dropped for who is not ready for it
	 */
	Flux<Boolean> changes() {
		return this.changes.asFlux();
	}

	/**
	 * Follows changes of any kind.
	 * @return a signal for each, dropped for who is not ready for it
	 */
	Flux<Boolean> movements() {
		return this.movements.asFlux();
	}

	private static void signal(Sinks.Many<Boolean> followers) {
		if (followers.currentSubscriberCount() > 0) {
			followers.tryEmitNext(Boolean.TRUE);
		}
	}

}
