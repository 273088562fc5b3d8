package io.llamaswap.routing;

import java.time.Duration;
import java.util.Locale;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.llamaswap.lifecycle.SwapPlan;
import io.llamaswap.model.ModelId;
import io.llamaswap.model.ModelState;

/**
 * Says to somebody who waits what for, and for how long by what was measured. Models that
 * are not open to them are not named.
 */
final class OutlookWords {

	private final SwapPlan plan;

	private final Predicate<String> mayKnow;

	private OutlookWords(SwapPlan plan, Predicate<String> mayKnow) {
		this.plan = plan;
		this.mayKnow = mayKnow;
	}

	/**
	 * Says it.
	 * @param plan what is known
	 * @param mayKnow which other models may be named
	 * @return words without a line break
	 */
	static String of(SwapPlan plan, Predicate<String> mayKnow) {
		OutlookWords words = new OutlookWords(plan, mayKnow);
		return String.format(Locale.ROOT, "waiting for %s%s%s; place %d in the queue", words.reasons(), words.then(),
				words.estimate(), plan.before() + 1);
	}

	private String reasons() {
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
			case ANSWERS, UNLOADING -> name + " to finish " + count(count, "answer");
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
		return load ? ", then loading " + AnswerHeaders.plain(this.plan.model().value()) : "";
	}

	private String estimate() {
		Duration expected = this.plan.expected();
		return (expected != null && !expected.isZero()) ? ", about " + seconds(expected) + " s" : "";
	}

	private String name(ModelId model) {
		boolean open = model.equals(this.plan.model()) || this.mayKnow.test(model.value());
		return open ? AnswerHeaders.plain(model.value()) : "another model";
	}

	private static String count(long count, String what) {
		return count + " " + what + ((count == 1) ? "" : "s");
	}

	private static long seconds(Duration duration) {
		return Math.max(1, (duration.toMillis() + 999) / 1000);
	}

}
