package io.llamaswap.lifecycle;

import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.PriorityQueue;

import io.llamaswap.upstream.Endpoint;
import io.llamaswap.upstream.UpstreamEvent;

/**
 * Replays a load against a rule in virtual time and counts what people feel of it.
 */
final class LoadReplay {

	private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

	private static final Duration STOPPING = Duration.ofSeconds(2);

	private final Decider decider;

	private final PriorityQueue<Planned> plan = new PriorityQueue<>();

	private final Map<Long, Running> running = new HashMap<>();

	private final Map<String, List<Served>> served = new LinkedHashMap<>();

	private Instant now = START;

	private long order;

	private long tickets;

	private long timers;

	private long lives;

	private int loads;

	private LoadReplay(Decider decider) {
		this.decider = decider;
	}

	/**
	 * Replays.
	 * @param load who asks for what
	 * @param decider the rule
	 * @return what it came to
	 */
	static Outcome of(ReplayedLoad load, Decider decider) {
		LoadReplay replay = new LoadReplay(decider);
		load.clients().forEach((client) -> replay.next(client, 0));
		while (!replay.plan.isEmpty()) {
			Planned next = replay.plan.remove();
			replay.now = next.at();
			next.action().run();
		}
		return replay.outcome();
	}

	private void next(ReplayedLoad.Client client, int index) {
		if (index < client.steps().size()) {
			ReplayedLoad.Step step = client.steps().get(index);
			at(step.pause(), () -> {
				long ticket = ++this.tickets;
				this.running.put(ticket, new Running(client, index, this.now));
				feed(new SwapEvent.RequestArrived(ticket,
						LeaseRequest.of(step.model()).by(client.name(), client.priority())));
			});
		}
	}

	private void feed(SwapEvent event) {
		this.decider.on(event, this.now).forEach(this::carryOut);
	}

	private void carryOut(SwapEffect effect) {
		if (effect instanceof SwapEffect.StartModel start) {
			this.loads++;
			long life = ++this.lives;
			at(ReplayedLoad.loading(start.model()), () -> feed(new SwapEvent.UpstreamChanged(
					new UpstreamEvent.Ready(start.model(), new Endpoint(URI.create("http://localhost"), life)))));
		}
		else if (effect instanceof SwapEffect.StopModel stop) {
			at(STOPPING, () -> feed(new SwapEvent.UpstreamChanged(new UpstreamEvent.Stopped(stop.model()))));
		}
		else if (effect instanceof SwapEffect.GrantLease grant) {
			granted(grant.ticket());
		}
		else if (effect instanceof SwapEffect.SetTimer set) {
			long timer = ++this.timers;
			at(Duration.between(this.now, set.at()), () -> {
				if (timer == this.timers) {
					feed(new SwapEvent.TimerFired());
				}
			});
		}
		else {
			throw new IllegalStateException("not expected here: " + effect);
		}
	}

	private void granted(long ticket) {
		Running request = Objects.requireNonNull(this.running.remove(ticket));
		ReplayedLoad.Step step = request.client().steps().get(request.index());
		this.served.computeIfAbsent(request.client().name(), (name) -> new ArrayList<>())
			.add(new Served(Duration.between(request.since(), this.now), step.hold()));
		at(step.hold(), () -> {
			feed(new SwapEvent.LeaseEnded(ticket));
			next(request.client(), request.index() + 1);
		});
	}

	private void at(Duration in, Runnable action) {
		this.plan.add(new Planned(this.now.plus(in.isNegative() ? Duration.ZERO : in), ++this.order, action));
	}

	private Outcome outcome() {
		List<Duration> waits = this.served.values()
			.stream()
			.flatMap(List::stream)
			.map(Served::waited)
			.sorted()
			.toList();
		double sum = 0;
		double squares = 0;
		for (List<Served> requests : this.served.values()) {
			double share = requests.stream().mapToDouble(Served::share).average().orElse(0);
			sum += share;
			squares += share * share;
		}
		return new Outcome(waits.size(), this.running.size(), 1000.0 * this.loads / waits.size(),
				percentile(waits, 0.5), percentile(waits, 0.95), waits.get(waits.size() - 1),
				sum * sum / (this.served.size() * squares), Duration.between(START, this.now));
	}

	private static Duration percentile(List<Duration> sorted, double part) {
		return sorted.get((int) Math.min(sorted.size() - 1, Math.floor(sorted.size() * part)));
	}

	/**
	 * What a replay came to.
	 *
	 * @param requests how many were served
	 * @param unserved how many never were
	 * @param swaps loads for 1,000 requests
	 * @param median half of the requests waited less
	 * @param high 95 of 100 waited less
	 * @param longest the longest wait
	 * @param fairness Jain's index over callers, of the part of their time in which they
	 * were served: 1 if it is the same for all
	 * @param total how long all of it took
	 */
	record Outcome(int requests, int unserved, double swaps, Duration median, Duration high, Duration longest,
			double fairness, Duration total) {

		String row(String load, String rule) {
			return String.format(Locale.ROOT, "| %s | %s | %.0f | %.1f s | %.0f s | %.0f s | %.2f | %d min |", load,
					rule, this.swaps, this.median.toMillis() / 1000.0, this.high.toMillis() / 1000.0,
					this.longest.toMillis() / 1000.0, this.fairness, this.total.toMinutes());
		}

	}

	private record Running(ReplayedLoad.Client client, int index, Instant since) {
	}

	private record Served(Duration waited, Duration held) {

		double share() {
			return (this.held.toMillis() + 1.0) / (this.waited.toMillis() + this.held.toMillis() + 1.0);
		}

	}

	/**
	 * Something to come.
	 */
	private record Planned(Instant at, long order, Runnable action) implements Comparable<Planned> {

		@Override
		public int compareTo(Planned other) {
			int byTime = this.at.compareTo(other.at);
			return (byTime != 0) ? byTime : Long.compare(this.order, other.order);
		}

	}

}
