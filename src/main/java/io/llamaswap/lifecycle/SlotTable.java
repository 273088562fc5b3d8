package io.llamaswap.lifecycle;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;

import io.llamaswap.model.ModelFailure;
import io.llamaswap.model.ModelId;
import io.llamaswap.model.ModelState;
import org.jspecify.annotations.Nullable;

/**
 * The slots of all models, in the order of the configuration. Used by the scheduler's
 * thread only.
 */
final class SlotTable {

	private final Settling settling = new Settling();

	private final Map<ModelId, Slot> slots = new LinkedHashMap<>();

	SlotTable(Map<ModelId, ModelRules> models, Instant now) {
		models.forEach((id, rules) -> this.slots.put(id, new Slot(id, rules, now)));
	}

	/**
	 * Finds the slot of a model that may be asked for.
	 * @param model the real id
	 * @return its slot, or {@code null} if it is not configured
	 */
	@Nullable Slot find(ModelId model) {
		Slot slot = this.slots.get(model);
		return (slot != null && !slot.isRemoved()) ? slot : null;
	}

	/**
	 * Finds the slot of a model whose life may outlast its configuration.
	 * @param model the real id
	 * @return its slot, or {@code null} if it has gone
	 */
	@Nullable Slot findAny(ModelId model) {
		return this.slots.get(model);
	}

	/**
	 * Takes the models of another configuration: known ones keep everything but their
	 * rules, others are removed or new.
	 * @param models the rules of each model
	 * @param now the present
	 * @return those that are removed by it
	 */
	List<Slot> replace(Map<ModelId, ModelRules> models, Instant now) {
		Map<ModelId, Slot> before = new LinkedHashMap<>(this.slots);
		this.slots.clear();
		models.forEach((id, rules) -> {
			Slot known = before.remove(id);
			if (known != null) {
				known.configured(rules);
			}
			this.slots.put(id, (known != null) ? known : new Slot(id, rules, now));
		});
		List<Slot> removed = before.values().stream().filter((slot) -> !slot.isRemoved()).toList();
		this.slots.putAll(before);
		removed.forEach(Slot::removed);
		return removed;
	}

	/**
	 * Forgets a model.
	 * @param model the real id
	 */
	void forget(ModelId model) {
		this.slots.remove(model);
	}

	/**
	 * Notes that nothing of a life is left.
	 * @param slot whose life it was
	 * @param now the present
	 */
	void ended(Slot slot, Instant now) {
		slot.stopped(now);
		this.settling.ended(now);
	}

	/**
	 * Tells whether a start that failed is to be tried once more before anybody is told,
	 * because the memory of an earlier life may only come back.
	 * @param slot the model that was starting
	 * @param failure how it failed
	 * @param now the present
	 * @return {@code true} if so; it is noted
	 */
	boolean settles(Slot slot, ModelFailure failure, Instant now) {
		boolean again = this.settling.mayHelp(slot, failure);
		if (again) {
			slot.failures().tryAgainAt(now.plus(Settling.PAUSE));
			slot.stopping(now);
		}
		return again;
	}

	Slot get(ModelId model) {
		return Objects.requireNonNull(this.slots.get(model), () -> "no slot for model " + model);
	}

	Collection<Slot> all() {
		return this.slots.values();
	}

	/**
	 * Returns who is alive beside a model.
	 * @param model the model to leave out
	 * @return real ids
	 */
	Set<ModelId> residentsWithout(ModelId model) {
		Set<ModelId> residents = new LinkedHashSet<>();
		for (Slot slot : this.slots.values()) {
			if (slot.isAlive() && !slot.id().equals(model)) {
				residents.add(slot.id());
			}
		}
		return residents;
	}

	int count(ModelState state) {
		int count = 0;
		for (Slot slot : this.slots.values()) {
			count += slot.is(state) ? 1 : 0;
		}
		return count;
	}

	boolean isAlone(Slot slot) {
		for (Slot other : this.slots.values()) {
			if (other != slot && other.isAlive()) {
				return false;
			}
		}
		return true;
	}

	/**
	 * Returns how the models look that changed since the last call.
	 * @param queue counts who waits for them
	 * @param now the present
	 * @return their views, possibly none
	 */
	List<SlotView> takeChanges(WaitingQueue queue, Instant now) {
		List<SlotView> changes = new ArrayList<>(2);
		for (Slot slot : this.slots.values()) {
			if (slot.takeChanged()) {
				changes.add(slot.view(queue.count(slot.id()), now));
			}
		}
		return changes;
	}

	/**
	 * Lets models stay that were to go because their profile was left.
	 * @param kept which of them stay
	 */
	void keep(Predicate<ModelId> kept) {
		all().forEach((slot) -> {
			if (kept.test(slot.id())) {
				slot.stay();
			}
		});
	}

}
