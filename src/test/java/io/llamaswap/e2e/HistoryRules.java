package io.llamaswap.e2e;

import java.time.Duration;
import java.util.Map;
import java.util.Set;

/**
 * What the configuration of a random load promises.
 *
 * @param ttls the shortest idle time after which each model may be unloaded
 * @param aside a model that is in nobody's way; the others exclude one another
 * @param overtaking how long younger requests may go first
 */
record HistoryRules(Map<String, Duration> ttls, String aside, Duration overtaking) {

	Set<String> models() {
		return this.ttls.keySet();
	}

	boolean isAside(String model) {
		return this.aside.equals(model);
	}

	boolean areRivals(String one, String other) {
		return !one.equals(other) && !isAside(one) && !isAside(other);
	}

	Duration shortestTtl(String model) {
		return this.ttls.getOrDefault(model, Duration.ZERO);
	}

}
