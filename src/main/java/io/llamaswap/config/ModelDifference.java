package io.llamaswap.config;

import java.util.List;

import io.llamaswap.model.ModelId;

/**
 * What a reload does to one model.
 *
 * @param id the real id
 * @param kind what happens to it
 * @param keys the keys that differ, as they stand in the file
 */
public record ModelDifference(ModelId id, Kind kind, List<String> keys) {

	/**
	 * Copies the list.
	 * @param id the real id
	 * @param kind what happens to it
	 * @param keys the keys that differ
	 */
	public ModelDifference {
		keys = List.copyOf(keys);
	}

	/** What can happen to a model. */
	public enum Kind {

		/** Nothing. */
		UNCHANGED("unchanged"),
		/** Its settings change, its process goes on. */
		TOUCHED("touched without restart"),
		/** Its process is replaced when it is next wanted. */
		RESTART("restart"),
		/** It is new. */
		ADDED("added"),
		/** It drains and goes. */
		REMOVED("removed");

		private final String label;

		Kind(String label) {
			this.label = label;
		}

		/**
		 * Returns how it is called in reports.
		 * @return a few lower-case words
		 */
		public String label() {
			return this.label;
		}

	}

}
