package io.llamaswap.lifecycle;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;

import io.llamaswap.model.ModelId;
import io.llamaswap.upstream.UpstreamEvent;

/**
 * Schedulers that are wrong on purpose, each in the way that one invariant forbids.
 */
final class BrokenSchedulers {

	private static final Duration FOR_EVER = Duration.ofDays(1000);

	private BrokenSchedulers() {
	}

	/** Breaks 1: believes that everything may run together. */
	static Decider withoutPolicy(SchedulingRules rules, Instant now) {
		return new SwapScheduler(with(rules, new EvictionPolicy() {
			@Override
			public Set<ModelId> victims(LeaseRequest request, Set<ModelId> residents) {
				return Set.of();
			}
		}, rules.overtaking()), now)::on;
	}

	/**
	 * Breaks 1 as well: starts the successor when the end was asked for, not confirmed.
	 */
	static Decider believingInStops(SchedulingRules rules, Instant now) {
		SwapScheduler inner = new SwapScheduler(rules, now);
		return (event, when) -> {
			List<SwapEffect> effects = new ArrayList<>(inner.on(event, when));
			for (SwapEffect effect : List.copyOf(effects)) {
				if (effect instanceof SwapEffect.StopModel stop) {
					SwapEvent gone = new SwapEvent.UpstreamChanged(new UpstreamEvent.Stopped(stop.model()));
					effects.addAll(inner.on(gone, when));
				}
			}
			return effects;
		};
	}

	/** Breaks 2: loses a refusal or a lease now and then. */
	static Decider forgetfulOfAnswers(SchedulingRules rules, Instant now) {
		SwapScheduler inner = new SwapScheduler(rules, now);
		int[] answers = new int[1];
		return (event, when) -> {
			List<SwapEffect> effects = new ArrayList<>(inner.on(event, when));
			effects.removeIf((effect) -> effect instanceof SwapEffect.RefuseRequest && answers[0]++ % 5 == 0);
			return effects;
		};
	}

	/** Breaks 3: counts a lease as ended when it was given. */
	static Decider blindToLeases(SchedulingRules rules, Instant now) {
		SwapScheduler inner = new SwapScheduler(rules, now);
		return (event, when) -> {
			List<SwapEffect> effects = new ArrayList<>(inner.on(event, when));
			for (SwapEffect effect : List.copyOf(effects)) {
				if (effect instanceof SwapEffect.GrantLease grant) {
					effects.addAll(inner.on(new SwapEvent.LeaseEnded(grant.ticket()), when));
				}
			}
			return effects;
		};
	}

	/** Breaks 4: lets requests for a loaded model overtake for ever. */
	static Decider withoutWaitingBound(SchedulingRules rules, Instant now) {
		return new SwapScheduler(new SchedulingRules(rules.models(), rules.policy(), FOR_EVER, rules.backOff(),
				FOR_EVER, rules.parallelLoads(), rules.queueLimits()), now)::on;
	}

	/** Breaks 11: the same, but for those who have waited for too long. */
	static Decider withoutEndOfOvertaking(SchedulingRules rules, Instant now) {
		return new SwapScheduler(with(rules, rules.policy(), FOR_EVER), now)::on;
	}

	/** Breaks 10: those of a low rank wait for ever if there are enough others. */
	static Decider withoutMaxWait(SchedulingRules rules, Instant now) {
		return new SwapScheduler(new SchedulingRules(rules.models(), rules.policy(), rules.overtaking(),
				rules.backOff(), FOR_EVER, rules.parallelLoads(), rules.queueLimits()), now)::on;
	}

	/** Breaks 10 as well: everybody has the same rank. */
	static Decider blindToPriorities(SchedulingRules rules, Instant now) {
		SwapScheduler inner = new SwapScheduler(with(rules, (old) -> new ModelRules(old.ttl(), old.stopGrace(),
				old.concurrencyLimit(), old.queueLimit(), 0, old.minResidency(), old.drainLimit())), now);
		return (event, when) -> (event instanceof SwapEvent.RequestArrived arrived) ? inner.on(
				new SwapEvent.RequestArrived(arrived.ticket(), arrived.request().by(arrived.request().caller(), 0)),
				when) : inner.on(event, when);
	}

	/** Breaks 9: lets nobody stay. */
	static Decider withoutResidency(SchedulingRules rules, Instant now) {
		return new SwapScheduler(with(rules, (old) -> new ModelRules(old.ttl(), old.stopGrace(), old.concurrencyLimit(),
				old.queueLimit(), old.priority(), Duration.ZERO, old.drainLimit())), now)::on;
	}

	/** Breaks 3: cuts what is in flight as soon as somebody wants the room. */
	static Decider withoutDraining(SchedulingRules rules, Instant now) {
		return new SwapScheduler(with(rules, (old) -> new ModelRules(old.ttl(), old.stopGrace(), old.concurrencyLimit(),
				old.queueLimit(), old.priority(), old.minResidency(), Duration.ofNanos(1))), now)::on;
	}

	/** Breaks 12: loads everything at once. */
	static Decider hardOnDisks(SchedulingRules rules, Instant now) {
		return new SwapScheduler(new SchedulingRules(rules.models(), rules.policy(), rules.overtaking(),
				rules.backOff(), rules.maxWait(), 0, rules.queueLimits()), now)::on;
	}

	/** Breaks 5: ends a load as soon as anybody else comes. */
	static Decider impatientWithLoads(SchedulingRules rules, Instant now) {
		SwapScheduler inner = new SwapScheduler(rules, now);
		Map<ModelId, Boolean> loading = new HashMap<>();
		return (event, when) -> {
			List<SwapEffect> effects = new ArrayList<>(inner.on(event, when));
			if (event instanceof SwapEvent.UpstreamChanged changed) {
				loading.remove(changed.event().model());
			}
			for (SwapEffect effect : List.copyOf(effects)) {
				if (effect instanceof SwapEffect.StartModel start) {
					loading.put(start.model(), true);
				}
			}
			if (event instanceof SwapEvent.RequestArrived arrived && !loading.isEmpty()) {
				loading.keySet()
					.stream()
					.filter((model) -> !model.equals(arrived.request().model()))
					.forEach((model) -> effects.add(new SwapEffect.StopModel(model, Duration.ZERO, "impatience")));
			}
			return effects;
		};
	}

	/** Breaks 5 as well: goes on with a load that nobody waits for any more. */
	static Decider deafToCancels(SchedulingRules rules, Instant now) {
		SwapScheduler inner = new SwapScheduler(rules, now);
		Set<Long> granted = new HashSet<>();
		return (event, when) -> {
			if (event instanceof SwapEvent.RequestCancelled cancelled && !granted.contains(cancelled.ticket())) {
				return List.of();
			}
			List<SwapEffect> effects = inner.on(event, when);
			noteGrants(effects, granted);
			return effects;
		};
	}

	/** Breaks 6: does not hear that a model has gone. */
	static Decider deafToEnds(SchedulingRules rules, Instant now) {
		SwapScheduler inner = new SwapScheduler(rules, now);
		int[] ends = new int[1];
		return (event, when) -> {
			boolean ended = event instanceof SwapEvent.UpstreamChanged changed
					&& changed.event() instanceof UpstreamEvent.Stopped;
			return (ended && ends[0]++ % 3 == 0) ? List.of() : inner.on(event, when);
		};
	}

	/** Breaks 7: does nothing for anybody while one model is being stopped. */
	static Decider blockedByStops(SchedulingRules rules, Instant now) {
		SwapScheduler inner = new SwapScheduler(rules, now);
		Set<ModelId> stopping = new HashSet<>();
		List<SwapEvent> held = new ArrayList<>();
		return (event, when) -> {
			held.add(event);
			if (event instanceof SwapEvent.UpstreamChanged changed
					&& changed.event() instanceof UpstreamEvent.Stopped stopped) {
				stopping.remove(stopped.model());
			}
			List<SwapEffect> effects = new ArrayList<>();
			while (stopping.isEmpty() && !held.isEmpty()) {
				effects.addAll(inner.on(held.remove(0), when));
				effects.forEach((effect) -> {
					if (effect instanceof SwapEffect.StopModel stop) {
						stopping.add(stop.model());
					}
				});
			}
			return effects;
		};
	}

	/** Breaks 9: restarts everything when the configuration is replaced. */
	static Decider restartingAll(SchedulingRules rules, Instant now) {
		SwapScheduler inner = new SwapScheduler(rules, now);
		return (event,
				when) -> inner.on((event instanceof SwapEvent.ConfigurationReplaced replaced)
						? new SwapEvent.ConfigurationReplaced(replaced.rules(), replaced.rules().models().keySet(),
								replaced.heirs())
						: event, when);
	}

	/** Breaks 9 as well: goes on with lives that are obsolete. */
	static Decider keepingAll(SchedulingRules rules, Instant now) {
		SwapScheduler inner = new SwapScheduler(rules, now);
		return (event,
				when) -> inner.on((event instanceof SwapEvent.ConfigurationReplaced replaced)
						? new SwapEvent.ConfigurationReplaced(replaced.rules(), Set.of(), replaced.heirs()) : event,
						when);
	}

	/**
	 * Breaks 9 as well: ends what a reload made obsolete although the next took that
	 * back.
	 */
	static Decider neverReviving(SchedulingRules rules, Instant now) {
		SwapScheduler inner = new SwapScheduler(rules, now);
		Set<ModelId> obsolete = new HashSet<>();
		return (event, when) -> {
			SwapEvent told = event;
			if (event instanceof SwapEvent.ConfigurationReplaced replaced) {
				obsolete.addAll(replaced.relaunched());
				told = new SwapEvent.ConfigurationReplaced(replaced.rules(), Set.copyOf(obsolete), replaced.heirs());
			}
			List<SwapEffect> effects = inner.on(told, when);
			effects.forEach((effect) -> {
				if (effect instanceof SwapEffect.StartModel start) {
					obsolete.remove(start.model());
				}
			});
			return effects;
		};
	}

	/** Breaks 14 as well: refuses who waits for a model that was only renamed. */
	static Decider withoutHeirs(SchedulingRules rules, Instant now) {
		SwapScheduler inner = new SwapScheduler(rules, now);
		return (event, when) -> inner.on((event instanceof SwapEvent.ConfigurationReplaced replaced)
				? new SwapEvent.ConfigurationReplaced(replaced.rules(), replaced.relaunched()) : event, when);
	}

	/** Breaks 8: strictly first come, first served. */
	static Decider withoutCollation(SchedulingRules rules, Instant now) {
		return new SwapScheduler(with(rules, rules.policy(), Duration.ZERO), now)::on;
	}

	/** Breaks 14: lets everybody wait. */
	static Decider withoutBounds(SchedulingRules rules, Instant now) {
		SchedulingRules endless = with(rules, (old) -> new ModelRules(old.ttl(), old.stopGrace(),
				old.concurrencyLimit(), 5000, old.priority(), old.minResidency(), old.drainLimit()));
		return new SwapScheduler(new SchedulingRules(endless.models(), rules.policy(), rules.overtaking(),
				rules.backOff(), rules.maxWait(), rules.parallelLoads()), now)::on;
	}

	/** Breaks 14 as well: refuses one too early. */
	static Decider withSmallerQueue(SchedulingRules rules, Instant now) {
		QueueLimits limits = rules.queueLimits();
		return new SwapScheduler(new SchedulingRules(rules.models(), rules.policy(), rules.overtaking(),
				rules.backOff(), rules.maxWait(), rules.parallelLoads(),
				new QueueLimits(Math.max(0, limits.total() - 1), limits.perCaller())), now)::on;
	}

	/** Breaks 14 as well: loads for who may load nothing. */
	static Decider loadingForEverybody(SchedulingRules rules, Instant now) {
		return changing(rules, now, (old) -> new LeaseRequest(old.model(), old.profile(), old.caller(), old.priority(),
				true, old.counted(), old.name()));
	}

	/** Breaks 15: grants more than a model may have. */
	static Decider withoutConcurrencyLimit(SchedulingRules rules, Instant now) {
		return new SwapScheduler(with(rules, (old) -> new ModelRules(old.ttl(), old.stopGrace(), 1000, old.queueLimit(),
				old.priority(), old.minResidency(), old.drainLimit())), now)::on;
	}

	/** Breaks 7: lets what is only read wait for a place. */
	static Decider countingAll(SchedulingRules rules, Instant now) {
		return changing(rules, now, (old) -> new LeaseRequest(old.model(), old.profile(), old.caller(), old.priority(),
				old.mayLoad(), true, old.name()));
	}

	/** Breaks 15 as well: does not hear of those who leave when they are served. */
	static Decider losingLeases(SchedulingRules rules, Instant now) {
		SwapScheduler inner = new SwapScheduler(rules, now);
		Set<Long> granted = new HashSet<>();
		return new Decider() {

			@Override
			public List<SwapEffect> on(SwapEvent event, Instant when) {
				if (event instanceof SwapEvent.RequestCancelled cancelled && granted.contains(cancelled.ticket())) {
					return List.of();
				}
				List<SwapEffect> effects = inner.on(event, when);
				noteGrants(effects, granted);
				return effects;
			}

			@Override
			public List<SlotView> takeChanges() {
				return inner.takeChanges();
			}

		};
	}

	/** Breaks 16: everybody is the same. */
	static Decider blindToCallers(SchedulingRules rules, Instant now) {
		return changing(rules, now, (old) -> old.by("", old.priority()));
	}

	/** Breaks 17: waits for ever for what a model that is to end serves. */
	static Decider drainingForEver(SchedulingRules rules, Instant now) {
		return new SwapScheduler(with(rules, (old) -> new ModelRules(old.ttl(), old.stopGrace(), old.concurrencyLimit(),
				old.queueLimit(), old.priority(), old.minResidency(), Duration.ZERO)), now)::on;
	}

	private static Decider changing(SchedulingRules rules, Instant now, UnaryOperator<LeaseRequest> change) {
		SwapScheduler inner = new SwapScheduler(rules, now);
		return (event,
				when) -> inner.on((event instanceof SwapEvent.RequestArrived arrived)
						? new SwapEvent.RequestArrived(arrived.ticket(), change.apply(arrived.request())) : event,
						when);
	}

	private static SchedulingRules with(SchedulingRules rules, UnaryOperator<ModelRules> change) {
		Map<ModelId, ModelRules> models = new LinkedHashMap<>(rules.models());
		models.replaceAll((id, old) -> change.apply(old));
		return new SchedulingRules(models, rules.policy(), rules.overtaking(), rules.backOff(), rules.maxWait(),
				rules.parallelLoads(), rules.queueLimits());
	}

	private static SchedulingRules with(SchedulingRules rules, EvictionPolicy policy, Duration overtaking) {
		return new SchedulingRules(rules.models(), policy, overtaking, rules.backOff(), rules.maxWait(),
				rules.parallelLoads(), rules.queueLimits());
	}

	private static void noteGrants(List<SwapEffect> effects, Set<Long> granted) {
		effects.forEach((effect) -> {
			if (effect instanceof SwapEffect.GrantLease grant) {
				granted.add(grant.ticket());
			}
		});
	}

}
