package io.llamaswap.model;

import java.util.EnumSet;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Who asks, and what they may ask for. Found once per request, before anything else is
 * looked at, and kept as its attribute {@link #ATTRIBUTE}.
 *
 * @param name name of the key, or the address where no key is needed; never the key
 * itself
 * @param scopes what kinds of routes are open to them
 * @param models which requested names are open to them
 * @param priority the priority of their requests that ask for none
 * @param highestPriority the greatest priority they may ask for
 */
public record Caller(String name, Set<Scope> scopes, Predicate<String> models, int priority, int highestPriority) {

	/** Name of the request attribute that holds the caller. */
	public static final String ATTRIBUTE = "io.llamaswap.model.Caller";

	/**
	 * Copies the scopes.
	 */
	public Caller {
		scopes = Set.copyOf(scopes);
	}

	/**
	 * Returns a caller from whom nothing is kept, as there are no keys.
	 * @param address where they are, for telling them apart
	 * @return the caller
	 */
	public static Caller trusted(String address) {
		return new Caller(address, EnumSet.allOf(Scope.class), (model) -> true, 0, Integer.MAX_VALUE);
	}

	/**
	 * Tells whether a kind of route is open to them.
	 * @param scope the kind
	 * @return {@code true} if it is
	 */
	public boolean may(Scope scope) {
		return this.scopes.contains(scope);
	}

	/**
	 * Tells whether a model is open to them.
	 * @param model the requested name
	 * @return {@code true} if it is
	 */
	public boolean mayUse(String model) {
		return this.models.test(model);
	}

	/**
	 * Kinds of routes.
	 */
	public enum Scope {

		/** What models answer. */
		INFERENCE,

		/** What only looks: listings, states, logs. */
		READ,

		/** What changes something: load, unload, reload. */
		ADMIN

	}

}
