package io.llamaswap.lifecycle;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.llamaswap.config.SchedulingConfiguration;
import io.llamaswap.model.ModelId;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Replays three loads against plain FIFO, llama-swap's rule and ours, in virtual time.
 * {@code bench/scheduling} prints the table; here it is only seen to that what the README
 * says of it stays true.
 */
class SchedulingComparisonTests {

	/** In llama-swap a priority belongs to a model; this is what its user would write. */
	private static final Map<ModelId, Integer> PRIORITIES = Map.of(ReplayedLoad.CHAT, 5, ReplayedLoad.CODER, 5);

	@Test
	void oursSwapsLessThanFifoAndKeepsNobodyWaitingForEver() throws IOException {
		List<String> table = new ArrayList<>(
				List.of("| load | rule | swaps per 1,000 | wait p50 | p95 | max | Jain | took |",
						"|---|---|---|---|---|---|---|---|"));
		List<List<LoadReplay.Outcome>> outcomes = new ArrayList<>();
		for (ReplayedLoad load : ReplayedLoad.all()) {
			boolean batch = load.name().startsWith("batch");
			LoadReplay.Outcome fifo = LoadReplay.of(load, OtherRule.firstComeFirstServed());
			LoadReplay.Outcome theirs = LoadReplay.of(load, OtherRule.llamaSwap(batch ? PRIORITIES : Map.of()));
			LoadReplay.Outcome ours = LoadReplay.of(load, ours());
			table.add(fifo.row(load.name(), "first come, first served"));
			table.add(theirs.row("", "llama-swap's"));
			table.add(ours.row("", "**ours**"));
			assertThat(ours.unserved()).isZero();
			assertThat(ours.requests()).isEqualTo(fifo.requests());
			outcomes.add(List.of(fifo, theirs, ours));
		}
		Files.createDirectories(Path.of("target"));
		Files.write(Path.of("target/scheduling.md"), table);
		for (List<LoadReplay.Outcome> each : outcomes) {
			assertThat(each.get(2).swaps()).as("swaps").isLessThanOrEqualTo(each.get(0).swaps() * 1.02);
			assertThat(each.get(2).longest()).as("longest wait").isLessThan(Duration.ofMinutes(10));
		}
	}

	private static Decider ours() {
		Map<ModelId, ModelRules> models = new LinkedHashMap<>();
		for (ModelId model : List.of(ReplayedLoad.CHAT, ReplayedLoad.CODER, ReplayedLoad.VISION, ReplayedLoad.EMBED)) {
			models.put(model, new ModelRules(Duration.ZERO, Duration.ofSeconds(10), 1000, 1000));
		}
		return new SwapScheduler(
				new SchedulingRules(models, new GroupEvictionPolicy(List.of()),
						SchedulingConfiguration.DEFAULT.overtaking(), BackOff.DEFAULT),
				Instant.parse("2026-01-01T00:00:00Z"))::on;
	}

}
