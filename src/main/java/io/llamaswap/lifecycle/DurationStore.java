package io.llamaswap.lifecycle;

import java.util.Map;

import io.llamaswap.model.ModelId;

/**
 * Keeps measured durations across restarts.
 */
interface DurationStore {

	/**
	 * Reads what was kept. Called once, before anything runs; may block.
	 * @return the samples by real id, empty if there are none or they cannot be read
	 */
	Map<ModelId, DurationSamples> load();

	/**
	 * Keeps samples. Returns at once and never fails: losing them costs an estimate.
	 * @param samples all samples, safe to be read by another thread
	 */
	void save(Map<ModelId, DurationSamples> samples);

	/**
	 * Forgets everything at the end.
	 * @return a store that keeps nothing
	 */
	static DurationStore none() {
		return new DurationStore() {

			@Override
			public Map<ModelId, DurationSamples> load() {
				return Map.of();
			}

			@Override
			public void save(Map<ModelId, DurationSamples> samples) {
			}

		};
	}

}
