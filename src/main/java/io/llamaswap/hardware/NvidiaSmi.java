package io.llamaswap.hardware;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks NVIDIA's tool, once for each sample: one that hangs or dies costs its samples and
 * is tried again, less and less often as long as it fails. Cards that sleep are not
 * asked, and those that would like to sleep are left alone for a while.
 */
final class NvidiaSmi implements GpuSource {

	static final Duration LIMIT = Duration.ofSeconds(10);

	/** Longer than the seconds after which idle cards go to sleep. */
	static final Duration UNDISTURBED = Duration.ofMinutes(1);

	private static final Duration LONGEST_PAUSE = Duration.ofMinutes(10);

	private static final Logger logger = LoggerFactory.getLogger(NvidiaSmi.class);

	private static final NvidiaQuery QUERY = NvidiaQuery.of("index", "name", "uuid", "temperature.gpu",
			"utilization.gpu", "memory.used", "memory.total", "fan.speed", "power.draw");

	private static final double MEBIBYTE = 1 << 20;

	private final ToolRunner tools;

	private final PciCards cards;

	private Duration pause = Duration.ofSeconds(5);

	/** Pauses are counted by it, whatever the clock on the wall is set to. */
	private final InstantSource clock;

	private Instant notBefore = Instant.MIN;

	NvidiaSmi(ToolRunner tools, PciCards cards, InstantSource clock) {
		this.tools = tools;
		this.cards = cards;
		this.clock = clock;
	}

	@Override
	public List<GpuSample> sample(Instant now) {
		if (this.clock.instant().isBefore(this.notBefore) || this.cards.all().stream().anyMatch(PciCards::sleeps)) {
			return List.of();
		}
		Optional<String> printed = QUERY.ask(this.tools);
		if (printed.isEmpty()) {
			failed();
			return List.of();
		}
		this.pause = Duration.ofSeconds(5);
		List<GpuSample> samples = parse(printed.get(), now);
		if (samples.stream().allMatch(GpuSample::isIdle) && this.cards.all().stream().anyMatch(PciCards::maySleep)) {
			leaveAlone(UNDISTURBED);
		}
		return samples;
	}

	private void failed() {
		leaveAlone(this.pause);
		logger.warn("{} failed or did not answer within {} s; it is asked again in {} s", NvidiaQuery.TOOL,
				LIMIT.toSeconds(), this.pause.toSeconds());
		Duration doubled = this.pause.multipliedBy(2);
		this.pause = (doubled.compareTo(LONGEST_PAUSE) < 0) ? doubled : LONGEST_PAUSE;
	}

	private void leaveAlone(Duration time) {
		this.notBefore = this.clock.instant().plus(time);
	}

	static List<GpuSample> parse(String printed, Instant now) {
		List<GpuSample> samples = new ArrayList<>();
		for (String[] values : QUERY.rows(printed)) {
			samples.add(new GpuSample(now, (int) TextFiles.number(values[0]), values[1], values[2],
					TextFiles.number(values[3]), Double.NaN, TextFiles.number(values[4]),
					MEBIBYTE * TextFiles.number(values[5]), MEBIBYTE * TextFiles.number(values[6]),
					TextFiles.number(values[7]), TextFiles.number(values[8])));
		}
		return samples;
	}

}
