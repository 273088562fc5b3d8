package io.llamaswap.lifecycle;

import java.time.Duration;
import java.time.Instant;

import io.llamaswap.model.ModelFailure;
import io.llamaswap.model.ModelId;
import io.llamaswap.upstream.Endpoint;
import org.jspecify.annotations.Nullable;

/**
 * Something that the scheduler wants done. Carried out in order, without waiting for any.
 */
sealed interface SwapEffect {

	/**
	 * Start a model's server.
	 *
	 * @param model the real id
	 * @param why the reason in a few words, for the log
	 */
	record StartModel(ModelId model, String why) implements SwapEffect {

	}

	/**
	 * Stop a model's server.
	 *
	 * @param model the real id
	 * @param grace how long it may take before it is killed
	 * @param why the reason in a few words, for the log
	 * @param failure what is wrong with its server, {@code null} if nothing is
	 */
	record StopModel(ModelId model, Duration grace, String why, @Nullable ModelFailure failure) implements SwapEffect {

		StopModel(ModelId model, Duration grace, String why) {
			this(model, grace, why, null);
		}

	}

	/**
	 * Give a request its lease.
	 *
	 * @param ticket number of the request
	 * @param endpoint where it goes
	 * @param waited how long it waited
	 */
	record GrantLease(long ticket, Endpoint endpoint, Duration waited) implements SwapEffect {

	}

	/**
	 * Note that a request waits for another model from now on.
	 *
	 * @param ticket number of the request
	 * @param model the real id of the model
	 */
	record MoveRequest(long ticket, ModelId model) implements SwapEffect {

	}

	/**
	 * Tell a request that it gets none.
	 *
	 * @param ticket number of the request
	 * @param refusal why
	 */
	record RefuseRequest(long ticket, Refusal refusal) implements SwapEffect {

	}

	/**
	 * Forget a model that is no longer configured and whose last life is over.
	 *
	 * @param model the real id
	 */
	record ForgetModel(ModelId model) implements SwapEffect {

	}

	/**
	 * Fire the timer at this moment; replaces an earlier wish.
	 *
	 * @param at when
	 */
	record SetTimer(Instant at) implements SwapEffect {

	}

}
