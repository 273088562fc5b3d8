package io.llamaswap.lifecycle;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

import io.llamaswap.config.MatrixConfiguration;
import io.llamaswap.matrix.MatrixExpression;
import io.llamaswap.matrix.MatrixSets;
import io.llamaswap.model.ModelId;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A matrix of 60 models and 40 sets decides in well under a millisecond. The processor's
 * time of this thread is measured, so that a busy machine does not matter;
 * {@code target/matrix.txt} says how much it was.
 */
class MatrixDecisionTests {

	private static final int MODELS = 60;

	private static final int SETS = 40;

	private static final int DECISIONS = 6_000;

	private static final long MILLISECOND = 1_000_000;

	@Test
	void sixtyModelsInFortySetsDecideInWellUnderAMillisecond() throws IOException {
		Random random = new Random(146);
		List<ModelId> models = new ArrayList<>();
		Map<String, ModelId> names = new LinkedHashMap<>();
		for (int i = 0; i < MODELS; i++) {
			models.add(new ModelId("m" + i));
			names.put("m" + i, models.get(i));
		}
		EvictionPolicy policy = new MatrixEvictionPolicy(
				new MatrixConfiguration(new MatrixSets(sets(random), names), Map.of()));
		ThreadMXBean threads = ManagementFactory.getThreadMXBean();
		List<Long> nanos = new ArrayList<>();
		for (int i = 0; i < DECISIONS; i++) {
			LeaseRequest request = LeaseRequest.of(models.get(random.nextInt(MODELS)));
			Set<ModelId> residents = residents(random, models, request.model());
			long begin = threads.getCurrentThreadCpuTime();
			policy.victims(request, residents);
			nanos.add(threads.getCurrentThreadCpuTime() - begin);
		}
		List<Long> warm = new ArrayList<>(nanos.subList(DECISIONS / 2, DECISIONS));
		Collections.sort(warm);
		Files.createDirectories(Path.of("target"));
		Files.writeString(Path.of("target/matrix.txt"), "median %.2f ms, p99 %.2f ms of CPU%n"
			.formatted(warm.get(warm.size() / 2) / 1e6, warm.get(warm.size() * 99 / 100) / 1e6));
		assertThat(warm.get(warm.size() / 2)).as("median").isLessThan(MILLISECOND / 2);
	}

	/** Four of them together, each one of four: 256 combinations a set. */
	private static Map<String, MatrixExpression> sets(Random random) {
		Map<String, MatrixExpression> sets = new LinkedHashMap<>();
		for (int set = 0; set < SETS; set++) {
			List<MatrixExpression> parts = new ArrayList<>();
			for (int part = 0; part < 4; part++) {
				List<MatrixExpression> choices = new ArrayList<>();
				for (int choice = 0; choice < 4; choice++) {
					choices.add(new MatrixExpression.Name("m" + random.nextInt(MODELS), 0));
				}
				parts.add(new MatrixExpression.Alternatives(choices));
			}
			sets.put("set" + set, new MatrixExpression.Together(parts));
		}
		return sets;
	}

	private static Set<ModelId> residents(Random random, List<ModelId> models, ModelId wanted) {
		Set<ModelId> residents = new LinkedHashSet<>();
		for (int i = 0; i < 5; i++) {
			residents.add(models.get(random.nextInt(MODELS)));
		}
		residents.remove(wanted);
		return residents;
	}

}
