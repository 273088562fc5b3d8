package io.llamaswap.lifecycle;

import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.llamaswap.model.ModelFailure;
import io.llamaswap.model.ModelId;
import io.llamaswap.upstream.Endpoint;
import io.llamaswap.upstream.UpstreamEvent;

/**
 * Tells a scheduler in few words what happens to the models a, b and c. What it answers
 * is without what only some tests are about: the words behind a start, and the timer for
 * the moment when the oldest request is overdue.
 */
abstract class ScriptedScheduler {

	static final ModelId A = new ModelId("a");

	static final ModelId B = new ModelId("b");

	static final ModelId C = new ModelId("c");

	static final Duration GRACE = Duration.ofSeconds(10);

	static final Duration OVERTAKING = Duration.ofSeconds(10);

	private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

	private static final Instant OVERDUE = START.plus(Duration.ofMinutes(5));

	Instant now = START;

	SwapScheduler scheduler;

	private long lives;

	ScriptedScheduler(SchedulingRules rules) {
		this.scheduler = new SwapScheduler(rules, START);
	}

	static SchedulingRules rules(ModelRules each, EvictionPolicy policy, ModelId... models) {
		Map<ModelId, ModelRules> rules = new LinkedHashMap<>();
		List.of(models).forEach((model) -> rules.put(model, each));
		return new SchedulingRules(rules, policy, OVERTAKING, BackOff.DEFAULT);
	}

	static SchedulingRules rules(ModelRules each, EvictionPolicy policy) {
		return rules(each, policy, A, B, C);
	}

	/**
	 * Begins anew.
	 * @param rules what the scheduler is to go by
	 */
	void schedulerWith(SchedulingRules rules) {
		this.scheduler = new SwapScheduler(rules, START);
	}

	List<SwapEffect> ask(long ticket, ModelId model) {
		return on(new SwapEvent.RequestArrived(ticket, LeaseRequest.of(model)));
	}

	List<SwapEffect> end(long ticket) {
		return on(new SwapEvent.LeaseEnded(ticket));
	}

	/**
	 * Lets a model become ready by one request, which ends.
	 * @param model the model
	 */
	void load(ModelId model) {
		ask(1, model);
		ready(model);
		end(1);
	}

	/**
	 * Lets a model fail so often that it is backing off.
	 * @param model the model
	 */
	void failThreeTimes(ModelId model) {
		for (int ticket = 1; ticket <= 3; ticket++) {
			ask(ticket, model);
			failed(model);
			stopped(model);
		}
	}

	List<SwapEffect> ready(ModelId model) {
		return on(new SwapEvent.UpstreamChanged(new UpstreamEvent.Ready(model, endpoint(++this.lives))));
	}

	List<SwapEffect> failed(ModelId model) {
		return withoutTimers(on(new SwapEvent.UpstreamChanged(new UpstreamEvent.Failed(model, failure()))));
	}

	List<SwapEffect> stopped(ModelId model) {
		return on(new SwapEvent.UpstreamChanged(new UpstreamEvent.Stopped(model)));
	}

	List<SwapEffect> on(SwapEvent event) {
		List<SwapEffect> plain = new ArrayList<>(this.scheduler.on(event, this.now));
		plain.removeIf((effect) -> effect instanceof SwapEffect.SetTimer timer && !timer.at().isBefore(OVERDUE));
		plain.replaceAll((effect) -> (effect instanceof SwapEffect.StartModel start) ? start(start.model()) : effect);
		return plain;
	}

	static List<SwapEffect> withoutTimers(List<SwapEffect> effects) {
		return effects.stream().filter((effect) -> !(effect instanceof SwapEffect.SetTimer)).toList();
	}

	void pass(Duration time) {
		this.now = this.now.plus(time);
	}

	SlotView view(ModelId model) {
		return this.scheduler.takeChanges()
			.stream()
			.filter((view) -> view.id().equals(model))
			.findFirst()
			.orElseThrow();
	}

	ModelFailure failure() {
		return new ModelFailure(ModelFailure.Kind.EXITED_WHILE_LOADING, "exited with code 1", 1, List.of(), this.now);
	}

	static SwapEffect start(ModelId model) {
		return new SwapEffect.StartModel(model, "");
	}

	static SwapEffect stop(ModelId model, String why) {
		return new SwapEffect.StopModel(model, GRACE, why);
	}

	/**
	 * Returns a lease of the present life of a model, for which nobody waited.
	 * @param ticket whose lease
	 * @return the effect
	 */
	SwapEffect granted(long ticket) {
		return granted(ticket, this.lives);
	}

	static SwapEffect granted(long ticket, long life) {
		return granted(ticket, life, Duration.ZERO);
	}

	static SwapEffect granted(long ticket, long life, Duration waited) {
		return new SwapEffect.GrantLease(ticket, endpoint(life), waited);
	}

	static Endpoint endpoint(long life) {
		return new Endpoint(URI.create("http://localhost:5800"), life);
	}

}
