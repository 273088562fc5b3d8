package io.llamaswap.lifecycle;

import java.time.Duration;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.llamaswap.model.ModelId;
import io.llamaswap.model.ModelState;

/**
 * Says to people what a request waits for, and for how long by what was measured.
 *
 * @param plan what is known
 * @param names what models are called: may hide a name, and make it fit into a line
 */
public record OutlookWords(SwapPlan plan, Function<ModelId, String> names) {

	/**
	 * Says everything.
	 * @return words such as "waiting for a to finish 2 answers, then loading b, about 40
	 * s; place 1 in the queue"
	 */
	public String all() {
		return String.format(Locale.ROOT, "waiting %s; place %d in the queue", reason(), this.plan.before() + 1);
	}

	/**
	 * Says what for and how long.
	 * @return words that go on after "it waits"
	 */
	public String reason() {
		return "for " + obstacles() + then() + estimate();
	}

	private String obstacles() {
		String reasons = Stream
			.concat(this.plan.waitsFor().stream().map(this::obstacle),
					this.plan.stops()
						.stream()
						.filter((stop) -> stop.state() == ModelState.STOPPING)
						.map((stop) -> name(stop.model()) + " to end"))
			.distinct()
			.collect(Collectors.joining(" and "));
		return reasons.isEmpty() ? "its turn" : reasons;
	}

	private String obstacle(SwapPlan.Obstacle obstacle) {
		String name = name(obstacle.model());
		long count = obstacle.count();
		return switch (obstacle.kind()) {
			case ANSWERS, UNLOADING -> name + " to finish " + count(count, "answer") + obstacle.cut();
			case FULL -> name + " to finish one of " + count(count, "answer");
			case YIELDING -> "a request that has waited for the room of " + name;
			case STAYING -> name + ", which stays for another " + count + " s";
			case LOADING -> name + ", which is being loaded for others";
			case OLDER -> count(count, "earlier request") + " for " + name;
			case LAST_LIFE -> "the last life of " + name + " to end";
			case OTHER_LOADS -> "another model's load";
		};
	}

	private String then() {
		boolean load = this.plan.state() != ModelState.READY || this.plan.waitsFor()
			.stream()
			.anyMatch((obstacle) -> obstacle.kind() == SwapPlan.Obstacle.Kind.UNLOADING
					|| obstacle.kind() == SwapPlan.Obstacle.Kind.YIELDING);
		return load ? ", then loading " + name(this.plan.model()) : "";
	}

	private String estimate() {
		Duration expected = this.plan.expected();
		return (expected != null && !expected.isZero()) ? ", about " + WholeSeconds.of(expected) + " s" : "";
	}

	private String name(ModelId model) {
		return this.names.apply(model);
	}

	private static String count(long count, String what) {
		return count + " " + what + ((count == 1) ? "" : "s");
	}

}
