package io.llamaswap.lifecycle;

import java.util.Set;

import io.llamaswap.model.ModelId;

/**
 * Which models may run together. A pure function: it neither logs nor mutates, because it
 * is asked far more often than it is obeyed.
 */
interface EvictionPolicy {

	/**
	 * Tells who has to go before a request's model may run.
	 * @param request what is wanted
	 * @param residents models that are alive, without the wanted one
	 * @return those of the residents that may not stay, possibly none
	 */
	Set<ModelId> victims(LeaseRequest request, Set<ModelId> residents);

	/**
	 * Tells who has no place beside a request's model although that is ready already;
	 * they are stopped when nobody uses them, and the request does not wait for it.
	 * @param request what was granted
	 * @param residents models that are alive, without the granted one
	 * @return those of the residents that should go, possibly none
	 */
	default Set<ModelId> outstayers(LeaseRequest request, Set<ModelId> residents) {
		return victims(request, residents);
	}

	/**
	 * Tells who is started together with a request's model. None of them is a victim of
	 * the same request.
	 * @param request what is wanted
	 * @return real ids without the wanted one, possibly none
	 */
	default Set<ModelId> companions(LeaseRequest request) {
		return Set.of();
	}

	/**
	 * Tells whether a model makes room for nobody.
	 * @param model the real id
	 * @return {@code true} if nobody else's request may end it
	 */
	default boolean keeps(ModelId model) {
		return false;
	}

	/**
	 * Says by which rule a model has to go.
	 * @param request what is wanted
	 * @param victim one of its victims
	 * @return a few words for a person
	 */
	default String reason(LeaseRequest request, ModelId victim) {
		return "they may not run together";
	}

}
