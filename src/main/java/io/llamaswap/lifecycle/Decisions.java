package io.llamaswap.lifecycle;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * Collects the effects of one event and what is to be said of it, and remembers across
 * events when the timer fires.
 */
final class Decisions {

	private List<SwapEffect> effects = new ArrayList<>();

	private List<SwapDecision> notes = List.of();

	private @Nullable Instant armedFor;

	void add(SwapEffect effect) {
		this.effects.add(effect);
	}

	/**
	 * Notes a decision.
	 * @param decision with its reason
	 */
	void note(SwapDecision decision) {
		if (this.notes.isEmpty()) {
			this.notes = new ArrayList<>(2);
		}
		this.notes.add(decision);
	}

	List<SwapDecision> notes() {
		return this.notes;
	}

	void forgetNotes() {
		this.notes = List.of();
	}

	/**
	 * Wants the timer to fire at this moment or before.
	 * @param when the moment
	 */
	void wakeAt(Instant when) {
		if (this.armedFor == null || when.isBefore(this.armedFor)) {
			this.armedFor = when;
			add(new SwapEffect.SetTimer(when));
		}
	}

	void timerFired() {
		this.armedFor = null;
	}

	List<SwapEffect> take() {
		List<SwapEffect> taken = this.effects;
		this.effects = new ArrayList<>(2);
		return taken;
	}

}
