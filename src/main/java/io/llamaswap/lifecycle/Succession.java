package io.llamaswap.lifecycle;

import java.util.Set;

import io.llamaswap.model.ModelId;
import io.llamaswap.model.ModelState;
import org.jspecify.annotations.Nullable;

/**
 * Goes over from one configuration to the next: which lives end, which go on, and for
 * whom those wait whose model is gone. Part of {@link SwapScheduler}.
 */
final class Succession {

	private final SwapScheduler scheduler;

	private final Endings endings;

	private final Decisions decisions;

	Succession(SwapScheduler scheduler, Endings endings, Decisions decisions) {
		this.scheduler = scheduler;
		this.endings = endings;
		this.decisions = decisions;
	}

	/**
	 * Takes the models of the scheduler's new rules.
	 * @param relaunched models whose last life was launched differently
	 * @param heirs finds who answers for models that are removed
	 */
	void replace(Set<ModelId> relaunched, Heirs.Finder heirs) {
		SchedulingRules next = this.scheduler.rules();
		SlotTable slots = this.scheduler.slots();
		for (Slot slot : slots.replace(next.models(), this.scheduler.now())) {
			this.scheduler.queue().of(slot.id()).forEach((waiting) -> bequeath(waiting, heirs.find(waiting.request())));
			this.endings.replace(slot, "removed from the configuration");
			forgetIfRemoved(slot);
		}
		for (ModelId model : next.models().keySet()) {
			if (relaunched.contains(model)) {
				this.endings.replace(slots.get(model), "its configuration changed");
			}
			else {
				this.endings.revive(slots.get(model));
			}
		}
		slots.keep(next.policy()::keeps);
		slots.all().forEach(this.endings::stopIfUnwanted);
	}

	private void bequeath(Waiting waiting, @Nullable ModelId heir) {
		Slot slot = (heir != null) ? this.scheduler.slots().find(heir) : null;
		if (slot == null) {
			this.scheduler.refuse(waiting, Refusals.removed(waiting.model()));
			return;
		}
		this.scheduler.note(SwapDecision.Kind.WAIT, slot.id(),
				waiting.model() + " is gone, and this model answers for it");
		this.scheduler.queue().move(waiting, slot.id());
		slot.touch();
		this.decisions.add(new SwapEffect.MoveRequest(waiting.ticket(), slot.id()));
	}

	/**
	 * Forgets a model of an earlier configuration when its last life is over.
	 * @param slot any model
	 */
	void forgetIfRemoved(Slot slot) {
		if (slot.isRemoved() && slot.is(ModelState.STOPPED)) {
			this.scheduler.slots().forget(slot.id());
			this.decisions.add(new SwapEffect.ForgetModel(slot.id()));
		}
	}

}
