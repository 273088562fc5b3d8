package io.llamaswap.directory;

import io.llamaswap.config.FilterConfiguration;
import io.llamaswap.config.ModelConfiguration;
import io.llamaswap.config.PeerConfiguration;
import io.llamaswap.config.TimeoutConfiguration;
import org.jspecify.annotations.Nullable;

/**
 * Who answers a request in the end.
 */
public sealed interface Recipient {

	/**
	 * Returns what is changed in requests on their way to it.
	 * @return the filters
	 */
	FilterConfiguration filters();

	/**
	 * Returns the time limits of connections to it.
	 * @return the limits
	 */
	TimeoutConfiguration timeouts();

	/**
	 * Returns its full name, which means it and nobody else.
	 * @return a real id or {@code peer/model}
	 */
	String fullName();

	/**
	 * Returns the name that it has to be called by.
	 * @param requested the requested name
	 * @return the value of {@code model} in what it is sent
	 */
	String nameFor(String requested);

	/**
	 * A model of ours.
	 *
	 * @param model the model
	 * @param profile the early, list-style profile it was asked through (contract 10.2),
	 * or {@code null}
	 */
	record Local(ModelConfiguration model, @Nullable String profile) implements Recipient {

		@Override
		public FilterConfiguration filters() {
			return this.model.requests().filters();
		}

		@Override
		public TimeoutConfiguration timeouts() {
			return this.model.requests().timeouts();
		}

		@Override
		public String fullName() {
			return this.model.id().value();
		}

		@Override
		public String nameFor(String requested) {
			String name = this.model.requests().useModelName();
			return name.isEmpty() ? requested : name;
		}

	}

	/**
	 * A model of another server.
	 *
	 * @param peer the server
	 * @param model its name there
	 */
	record Remote(PeerConfiguration peer, String model) implements Recipient {

		@Override
		public FilterConfiguration filters() {
			return this.peer.filters();
		}

		@Override
		public TimeoutConfiguration timeouts() {
			return this.peer.timeouts();
		}

		@Override
		public String fullName() {
			return this.peer.id() + "/" + this.model;
		}

		@Override
		public String nameFor(String requested) {
			return this.model;
		}

	}

}
