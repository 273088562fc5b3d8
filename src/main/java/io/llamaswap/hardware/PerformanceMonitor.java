package io.llamaswap.hardware;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

import io.llamaswap.model.MonotonicClock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at the machine from time to time and remembers an hour of it (contract 6.6).
 * Looking is the work of one thread, which is the only one that ever waits for it.
 */
public final class PerformanceMonitor {

	/** How long samples are kept. */
	static final Duration KEPT = Duration.ofHours(1);

	/** The first sample comes sooner: processors are measured between two looks. */
	private static final Duration FIRST = Duration.ofSeconds(1);

	private static final Logger logger = LoggerFactory.getLogger(PerformanceMonitor.class);

	private final ScheduledExecutorService worker;

	private final Supplier<Sources> sources;

	private final Clock clock;

	/** Oldest first. Guarded by this, as all that follows. */
	private final Deque<Sample> samples = new ArrayDeque<>();

	private @Nullable Future<?> looking;

	private Duration every = Duration.ZERO;

	/**
	 * Makes a monitor that is off.
	 * @param tools runs vendors' tools
	 * @param worker one thread, which may block
	 */
	public PerformanceMonitor(ToolRunner tools, ScheduledExecutorService worker) {
		this(() -> Sources.ofThisMachine(tools), worker, Clock.systemUTC());
	}

	PerformanceMonitor(Supplier<Sources> sources, ScheduledExecutorService worker, Clock clock) {
		this.sources = sources;
		this.worker = worker;
		this.clock = clock;
	}

	/**
	 * Switches on or off. What there is to look at is found out anew by each switch.
	 * @param interval from one look to the next, zero for off
	 */
	public synchronized void lookEvery(Duration interval) {
		if (interval.equals(this.every)) {
			return;
		}
		this.every = interval;
		if (this.looking != null) {
			this.looking.cancel(false);
			this.looking = null;
		}
		if (interval.isZero()) {
			this.samples.clear();
			return;
		}
		Look look = new Look();
		this.worker.execute(look::prepare);
		this.looking = this.worker.scheduleWithFixedDelay(look::take,
				((interval.compareTo(FIRST) < 0) ? interval : FIRST).toMillis(), interval.toMillis(),
				TimeUnit.MILLISECONDS);
	}

	/**
	 * Tells whether the machine is watched.
	 * @return {@code false} if there is nothing to be known
	 */
	public synchronized boolean isOn() {
		return !this.every.isZero();
	}

	/**
	 * Returns what was seen.
	 * @param after only what is younger, or {@code null} for all
	 * @return oldest first
	 */
	public synchronized List<Sample> samples(@Nullable Instant after) {
		return this.samples.stream()
			.filter((sample) -> after == null || sample.system().timestamp().isAfter(after))
			.toList();
	}

	/**
	 * Returns what was seen last.
	 * @return the sample, empty if there is none yet
	 */
	public synchronized Optional<Sample> latest() {
		return Optional.ofNullable(this.samples.peekLast());
	}

	private synchronized void add(Sample sample) {
		if (this.every.isZero()) {
			return;
		}
		this.samples.add(sample);
		Instant oldest = sample.system().timestamp().minus(KEPT);
		while (!this.samples.getFirst().system().timestamp().isAfter(oldest)) {
			this.samples.removeFirst();
		}
	}

	/**
	 * What is looked at, as it was found by one switch. Lives on the worker.
	 */
	private final class Look {

		private @Nullable Sources found;

		private boolean warned;

		void prepare() {
			this.found = PerformanceMonitor.this.sources.get();
		}

		// A periodic task that fails would never be run again.
		void take() {
			try {
				if (this.found != null) {
					add(this.found.sample(PerformanceMonitor.this.clock.instant()));
				}
			}
			catch (RuntimeException ex) {
				if (!this.warned) {
					this.warned = true;
					logger.warn("the machine could not be looked at", ex);
				}
			}
		}

	}

	/**
	 * What was seen at one moment.
	 *
	 * @param system the machine
	 * @param gpus its accelerators, possibly none
	 */
	public record Sample(SystemSample system, List<GpuSample> gpus) {

		/**
		 * Copies the list.
		 * @param system the machine
		 * @param gpus its accelerators
		 */
		public Sample {
			gpus = List.copyOf(gpus);
		}

	}

	/**
	 * What there is to look at.
	 *
	 * @param system the machine
	 * @param gpus kinds of accelerators
	 */
	record Sources(SystemSource system, List<GpuSource> gpus) {

		static Sources ofThisMachine(ToolRunner tools) {
			List<GpuSource> gpus = new ArrayList<>();
			if (tools.isThere(NvidiaQuery.TOOL)) {
				gpus.add(new NvidiaSmi(tools, new PciCards(TextFiles.OF_THIS_MACHINE, PciCards.NVIDIA),
						MonotonicClock.system()));
			}
			gpus.add(new AmdFiles(new PciCards(TextFiles.OF_THIS_MACHINE, PciCards.AMD)));
			return new Sources(SystemSource.ofThisMachine(), gpus);
		}

		Sample sample(Instant now) {
			List<GpuSample> all = new ArrayList<>();
			for (GpuSource source : this.gpus) {
				int offset = all.size();
				source.sample(now).forEach((gpu) -> all.add(gpu.numbered(gpu.id() + offset)));
			}
			return new Sample(this.system.sample(now), all);
		}

	}

}
