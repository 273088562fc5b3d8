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

import io.llamaswap.model.ModelId;
import org.jspecify.annotations.Nullable;

/**
 * The slots of all models, in the order of the configuration. Used by the scheduler's
 * thread only.
 */
final class SlotTable {

	private final Map<ModelId, Slot> slots = new LinkedHashMap<>();

	SlotTable(Map<ModelId, ModelRules> models, Instant now) {
		models.forEach((id, rules) -> this.slots.put(id, new Slot(id, rules, now)));
	}

	@Nullable Slot find(ModelId model) {
		return this.slots.get(model);
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

}
