package io.llamaswap.lifecycle;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

import io.llamaswap.config.Configuration;
import io.llamaswap.config.ConfigurationDifference;
import io.llamaswap.config.LaunchConfiguration;
import io.llamaswap.model.ModelId;
import io.llamaswap.upstream.Upstream;
import io.llamaswap.upstream.UpstreamEvent;
import io.llamaswap.upstream.UpstreamFactory;
import io.llamaswap.upstream.UpstreamStatus;
import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Scheduler;

/**
 * The shell around {@link SwapScheduler}: feeds it events through one {@link SerialLoop},
 * carries its effects out without waiting for any, and turns their results into events.
 * Everything below is touched by the loop only, but for what says otherwise.
 */
final class ReactiveModelLifecycleService implements ModelLifecycleService {

	private final SerialLoop loop = new SerialLoop();

	private final SwapScheduler scheduler;

	private final InstantSource clock;

	private final Scheduler timer;

	private final UpstreamTable upstreams;

	private Configuration configuration;

	private final PendingRequests pending = new PendingRequests();

	private final StopWatchers stopWatchers = new StopWatchers();

	private final SwapLog log;

	private final LearnedDurations durations;

	private final HealthWatch health;

	private Disposable wakeUp = Disposables.disposed();

	/** For those who wait, until the next event. */
	private @Nullable Forecast forecast;

	private boolean ending;

	/** Read by any thread. */
	private final SlotViews views = new SlotViews();

	/** Any thread. */
	private final AtomicLong lastTicket = new AtomicLong();

	ReactiveModelLifecycleService(Configuration configuration, UpstreamFactory factory, InstantSource clock,
			Scheduler timer, DurationStore durations) {
		this.configuration = configuration;
		this.clock = clock;
		this.timer = timer;
		this.log = new SwapLog(timer);
		this.durations = new LearnedDurations(durations);
		this.durations.configured(configuration.models());
		this.health = new HealthWatch(timer, clock, this.views::isIdle, (event) -> this.loop.run(() -> handle(event)));
		this.scheduler = new SwapScheduler(SchedulingRules.from(configuration), clock.instant());
		this.upstreams = new UpstreamTable(factory, this::upstreamChanged);
		this.upstreams.replace(configuration);
		this.views.publish(this.scheduler.takeChanges());
		this.scheduler.notes().forEach(this.log::decided);
	}

	@Override
	public Mono<Lease> acquire(LeaseRequest request) {
		return Mono.create((sink) -> {
			long ticket = this.lastTicket.incrementAndGet();
			this.loop.run(() -> {
				this.pending.add(ticket, request.model(), sink);
				handle(new SwapEvent.RequestArrived(ticket, request));
			});
			// After the arrival, so that a cancel can only follow it.
			sink.onCancel(() -> cancel(ticket));
		});
	}

	@Override
	public Mono<Void> load(ModelId model) {
		return Mono.defer(() -> {
			// Who asks by hand wants to know now, whatever failed before.
			this.loop.run(() -> handle(new SwapEvent.FailuresForgiven(model)));
			return acquire(LeaseRequest.of(model)).doOnNext(Lease::release).then();
		});
	}

	@Override
	public Mono<Void> unload(Collection<ModelId> models, UnloadMode mode) {
		Set<ModelId> known = new LinkedHashSet<>(models);
		known.retainAll(this.upstreams.ids());
		Sinks.Empty<Void> done = Sinks.empty();
		this.loop.run(() -> {
			handle(new SwapEvent.UnloadAsked(known, mode));
			this.stopWatchers.add(alive(known), done);
		});
		return done.asMono();
	}

	@Override
	public Mono<Void> replace(Configuration next) {
		Sinks.Empty<Void> done = Sinks.empty();
		this.loop.run(() -> {
			try {
				goBy(next);
				done.tryEmitEmpty();
			}
			catch (RuntimeException ex) {
				// Whoever waits for this would wait for ever, and every later reload.
				done.tryEmitError(ex);
			}
		});
		return done.asMono();
	}

	private void goBy(Configuration next) {
		SchedulingRules rules = SchedulingRules.from(next);
		Configuration before = this.configuration;
		// First, so that whatever is started by the decision is started as it is now.
		Set<ModelId> relaunched = this.upstreams.replace(next);
		this.durations.configured(next.models());
		this.configuration = next;
		handle(new SwapEvent.ConfigurationReplaced(rules, relaunched, new Heirs(before, next)::find));
		// Whatever was changed may be what had made it fail.
		ConfigurationDifference.between(before, next)
			.changed()
			.forEach((model) -> handle(new SwapEvent.FailuresForgiven(model)));
	}

	@Override
	public List<ModelStatus> statuses() {
		return this.upstreams.ids().stream().map(this::status).flatMap(Optional::stream).toList();
	}

	@Override
	public Map<ModelId, LaunchConfiguration> lives() {
		return this.upstreams.launched(this.views::isAlive);
	}

	@Override
	public Mono<Boolean> answers(ModelId id, Duration limit) {
		return Mono.justOrEmpty(this.upstreams.find(id))
			.flatMap((upstream) -> upstream.check(limit))
			.map(String::isEmpty)
			.defaultIfEmpty(false);
	}

	@Override
	public Flux<ModelStatus> changes() {
		return Flux.defer(() -> {
			Map<ModelId, ModelStatus> seen = new HashMap<>();
			statuses().forEach((status) -> seen.put(status.id(), status));
			return this.views.changes()
				.onBackpressureLatest()
				.concatMapIterable((tick) -> statuses().stream()
					.filter((status) -> !status.equals(seen.put(status.id(), status)))
					.toList(), 1);
		});
	}

	@Override
	public Flux<Boolean> movements() {
		return this.views.movements();
	}

	@Override
	public Mono<SwapPlan> plan(LeaseRequest request) {
		return Mono.create((sink) -> this.loop.run(() -> sink.success(planner().plan(request))));
	}

	@Override
	public Mono<SwapPlan> outlook(LeaseRequest request) {
		return Mono.create((sink) -> this.loop.run(() -> {
			Waiting waiting = this.scheduler.queue().find(request);
			sink.success((waiting != null) ? planner().plan(waiting, forecast()) : null);
		}));
	}

	@Override
	public Mono<List<SwapPlan>> outlooks() {
		return Mono.create((sink) -> this.loop.run(() -> {
			WaitingOrder order = new WaitingOrder(this.scheduler.rules().maxWait(), this.clock.instant());
			sink.success(this.scheduler.queue()
				.firstOfEachModel(order)
				.stream()
				.map((waiting) -> planner().plan(waiting, forecast()))
				.filter(Objects::nonNull)
				.toList());
		}));
	}

	// One for all who ask at the same time: it looks at the whole queue.
	private Forecast forecast() {
		Forecast known = this.forecast;
		if (known == null || !known.isGoodAt(this.clock.instant())) {
			known = Forecast.of(this.scheduler, this.clock.instant());
			this.forecast = known;
		}
		return known;
	}

	private SwapPlanner planner() {
		return new SwapPlanner(this.scheduler, this.durations::of, this.clock.instant());
	}

	@Override
	public Flux<SwapDecision> decisions() {
		return this.log.decisions();
	}

	@Override
	public List<SwapDecision> lastDecisions() {
		return this.log.lastDecisions();
	}

	@Override
	public MeasuredDurations measured(ModelId model) {
		return this.durations.of(model);
	}

	@Override
	public Mono<Void> shutdown(Duration drain) {
		Sinks.Empty<Void> done = Sinks.empty();
		this.loop.run(() -> {
			if (this.ending) {
				handle(new SwapEvent.ShutdownAsked(UnloadMode.NOW, Duration.ZERO));
			}
			else {
				beginEnding(drain);
			}
			this.stopWatchers.add(alive(this.upstreams.ids()), done);
		});
		return done.asMono();
	}

	private void beginEnding(Duration drain) {
		this.ending = true;
		Duration inFull = Duration.ofDays(1);
		if (drain.isZero()) {
			handle(new SwapEvent.ShutdownAsked(UnloadMode.NOW, inFull));
			return;
		}
		handle(new SwapEvent.ShutdownAsked(UnloadMode.DRAIN, inFull));
		this.timer.schedule(() -> this.loop.run(() -> handle(new SwapEvent.ShutdownAsked(UnloadMode.NOW, inFull))),
				drain.toMillis(), TimeUnit.MILLISECONDS);
	}

	private void cancel(long ticket) {
		this.loop.run(() -> {
			this.pending.forget(ticket);
			handle(new SwapEvent.RequestCancelled(ticket));
		});
	}

	private void upstreamChanged(UpstreamEvent event) {
		this.loop.run(() -> {
			this.log.happened(event, this.views.find(event.model()).orElse(null), this.clock.instant());
			this.durations.happened(event, this.clock.instant());
			this.health.happened(event, this.upstreams::get, checkInterval(event.model()));
			handle(new SwapEvent.UpstreamChanged(event));
			if (event instanceof UpstreamEvent.Stopped) {
				this.stopWatchers.stopped(event.model());
			}
		});
	}

	private Duration checkInterval(ModelId id) {
		return this.configuration.find(id)
			.map((model) -> model.lifetime().residency().checkInterval())
			.orElse(Duration.ZERO);
	}

	private void handle(SwapEvent event) {
		this.forecast = null;
		List<SwapEffect> effects = this.scheduler.on(event, this.clock.instant());
		this.views.publish(this.scheduler.takeChanges());
		this.scheduler.notes().forEach(this.log::decided);
		effects.forEach(this::carryOut);
	}

	private void carryOut(SwapEffect effect) {
		if (effect instanceof SwapEffect.GrantLease grant) {
			this.pending.grant(grant, this,
					() -> this.loop.run(() -> handle(new SwapEvent.LeaseEnded(grant.ticket()))));
		}
		else if (effect instanceof SwapEffect.MoveRequest move) {
			this.pending.move(move.ticket(), move.model());
		}
		else if (effect instanceof SwapEffect.RefuseRequest refuse) {
			this.pending.refuse(refuse.ticket(), refuse.refusal());
		}
		else if (effect instanceof SwapEffect.StartModel start) {
			this.durations.starting(start.model(), this.clock.instant());
			this.upstreams.start(start.model());
		}
		else if (effect instanceof SwapEffect.StopModel stop) {
			this.durations.stopping(stop.model(), this.clock.instant());
			Upstream upstream = this.upstreams.get(stop.model());
			if (stop.failure() != null) {
				upstream.failed(stop.failure());
			}
			upstream.stop(stop.grace());
		}
		else if (effect instanceof SwapEffect.ForgetModel forget) {
			this.upstreams.forget(forget.model());
			this.views.forget(forget.model());
		}
		else if (effect instanceof SwapEffect.SetTimer set) {
			wakeAt(set.at());
		}
	}

	private void wakeAt(Instant at) {
		this.wakeUp.dispose();
		long nanos = Math.max(0, Duration.between(this.clock.instant(), at).toNanos());
		this.wakeUp = this.timer.schedule(() -> this.loop.run(() -> handle(new SwapEvent.TimerFired())), nanos,
				TimeUnit.NANOSECONDS);
	}

	private List<ModelId> alive(Collection<ModelId> models) {
		return models.stream().filter(this.views::isAlive).toList();
	}

	@Override
	public Optional<ModelStatus> status(ModelId id) {
		Upstream upstream = this.upstreams.find(id);
		return (upstream != null) ? this.views.find(id).map((view) -> status(id, view, upstream.status()))
				: Optional.empty();
	}

	private static ModelStatus status(ModelId id, SlotView view, UpstreamStatus process) {
		@Nullable Long pid = view.state().isAlive() ? process.pid() : null;
		return new ModelStatus(id, view.state(), view.since(), pid, process.port(), view.inFlight(), view.waiting(),
				view.lastFailure(), view.failed(), view.retryAt());
	}

}
