package io.llamaswap.lifecycle;

import java.time.Duration;
import java.util.Set;

import io.llamaswap.model.ModelFailure;
import io.llamaswap.model.ModelId;
import io.llamaswap.upstream.UpstreamEvent;

/**
 * Something that happened and that the scheduler has to know. Past tense, all of them.
 */
sealed interface SwapEvent {

	/**
	 * Hands itself to the method that knows what to do.
	 * @param scheduler the scheduler
	 */
	void applyTo(SwapScheduler scheduler);

	/**
	 * A request arrived.
	 *
	 * @param ticket its number, never used twice
	 * @param request what it wants
	 */
	record RequestArrived(long ticket, LeaseRequest request) implements SwapEvent {

		@Override
		public void applyTo(SwapScheduler scheduler) {
			scheduler.requestArrived(this.ticket, this.request);
		}

	}

	/**
	 * A request's client left: while it waited, or as its lease was granted.
	 *
	 * @param ticket its number
	 */
	record RequestCancelled(long ticket) implements SwapEvent {

		@Override
		public void applyTo(SwapScheduler scheduler) {
			scheduler.requestCancelled(this.ticket);
		}

	}

	/**
	 * A lease ended.
	 *
	 * @param ticket number of the request that held it
	 */
	record LeaseEnded(long ticket) implements SwapEvent {

		@Override
		public void applyTo(SwapScheduler scheduler) {
			scheduler.leaseEnded(this.ticket);
		}

	}

	/**
	 * A model server changed.
	 *
	 * @param event what happened to it
	 */
	record UpstreamChanged(UpstreamEvent event) implements SwapEvent {

		@Override
		public void applyTo(SwapScheduler scheduler) {
			scheduler.upstreamChanged(this.event);
		}

	}

	/**
	 * The timer that was last asked for fired.
	 */
	record TimerFired() implements SwapEvent {

		@Override
		public void applyTo(SwapScheduler scheduler) {
			scheduler.timerFired();
		}

	}

	/**
	 * A model that is ready failed its periodic check several times in a row.
	 *
	 * @param model the real id
	 * @param incarnation the life that was checked
	 * @param failure what is wrong
	 */
	record CheckFailed(ModelId model, long incarnation, ModelFailure failure) implements SwapEvent {

		@Override
		public void applyTo(SwapScheduler scheduler) {
			scheduler.checkFailed(this.model, this.incarnation, this.failure);
		}

	}

	/**
	 * Somebody wants a model's failures forgotten, so that it is tried again at once.
	 *
	 * @param model the real id
	 */
	record FailuresForgiven(ModelId model) implements SwapEvent {

		@Override
		public void applyTo(SwapScheduler scheduler) {
			scheduler.failuresForgiven(this.model);
		}

	}

	/**
	 * Somebody asked to unload models.
	 *
	 * @param models their real ids
	 * @param mode what becomes of requests in flight
	 */
	record UnloadAsked(Set<ModelId> models, UnloadMode mode) implements SwapEvent {

		@Override
		public void applyTo(SwapScheduler scheduler) {
			scheduler.unloadAsked(this.models, this.mode);
		}

	}

	/**
	 * The configuration was replaced.
	 *
	 * @param rules everything to decide by from now on
	 * @param relaunched configured models whose last life was launched differently
	 * @param heirs finds who answers for models that are removed by it
	 */
	record ConfigurationReplaced(SchedulingRules rules, Set<ModelId> relaunched,
			Heirs.Finder heirs) implements SwapEvent {

		/**
		 * Nobody answers for models that are removed.
		 * @param rules everything to decide by from now on
		 * @param relaunched configured models whose last life was launched differently
		 */
		ConfigurationReplaced(SchedulingRules rules, Set<ModelId> relaunched) {
			this(rules, relaunched, Heirs.NONE);
		}

		@Override
		public void applyTo(SwapScheduler scheduler) {
			scheduler.configurationReplaced(this.rules, this.relaunched, this.heirs);
		}

	}

	/**
	 * The program is ending: no lease is granted any more.
	 *
	 * @param mode whether requests in flight may end first
	 * @param maximumGrace upper bound of the grace of each model
	 */
	record ShutdownAsked(UnloadMode mode, Duration maximumGrace) implements SwapEvent {

		@Override
		public void applyTo(SwapScheduler scheduler) {
			scheduler.shutdownAsked(this.mode, this.maximumGrace);
		}

	}

}
