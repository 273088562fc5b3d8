package io.llamaswap.lifecycle;

import java.time.Duration;
import java.util.List;

import io.llamaswap.lifecycle.SwapPlan.Obstacle;
import io.llamaswap.model.ModelId;
import io.llamaswap.model.ModelState;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

class OutlookWordsTests {

	private static final ModelId QWEN = new ModelId("qwen");

	private static final ModelId LLAMA = new ModelId("llama-70b");

	@ParameterizedTest
	@CsvSource(delimiter = '|',
			value = { "ANSWERS | 2 | llama-70b to finish 2 answers", "ANSWERS | 1 | llama-70b to finish 1 answer",
					"STAYING | 40 | 'llama-70b, which stays for another 40 s'",
					"LOADING | 3 | 'llama-70b, which is being loaded for others'",
					"OLDER | 3 | 3 earlier requests for llama-70b", "OTHER_LOADS | 1 | another model's load",
					"LAST_LIFE | 1 | the last life of llama-70b to end" })
	void eachObstacleHasItsWords(Obstacle.Kind kind, long count, String words) {
		assertThat(words(plan(ModelState.STOPPED, Duration.ofSeconds(40), new Obstacle(kind, LLAMA, count))))
			.isEqualTo("waiting for " + words + ", then loading qwen, about 40 s; place 3 in the queue");
	}

	@Test
	void modelThatIsFullIsNotLoadedAgain() {
		assertThat(words(plan(ModelState.READY, null, new Obstacle(Obstacle.Kind.FULL, QWEN, 4))))
			.isEqualTo("waiting for qwen to finish one of 4 answers; place 3 in the queue");
	}

	@Test
	void modelThatIsUnloadedIsLoadedAgain() {
		assertThat(words(plan(ModelState.READY, null, new Obstacle(Obstacle.Kind.UNLOADING, QWEN, 1))))
			.isEqualTo("waiting for qwen to finish 1 answer, then loading qwen; place 3 in the queue");
	}

	@Test
	void answersThatAreCutAreNotPromisedToTheEnd() {
		Obstacle cut = new Obstacle(Obstacle.Kind.ANSWERS, LLAMA, 2, Duration.ofSeconds(5));
		assertThat(words(plan(ModelState.STOPPED, null, cut))).isEqualTo("waiting for llama-70b to finish 2 answers,"
				+ " cut after draining for 5 s, then loading qwen; place 3 in the queue");
	}

	@Test
	void endOfAnotherIsWaitedFor() {
		SwapPlan plan = new SwapPlan(QWEN, ModelState.STOPPED, SwapPlan.Outcome.SWAP, "",
				List.of(new SwapPlan.Stop(LLAMA, ModelState.STOPPING, "", 0, null)), List.of(), 0,
				Duration.ofMillis(1200), List.of());
		assertThat(words(plan))
			.isEqualTo("waiting for llama-70b to end, then loading qwen, about 2 s; place 1 in the queue");
	}

	private static String words(SwapPlan plan) {
		return new OutlookWords(plan, ModelId::value).all();
	}

	private static SwapPlan plan(ModelState state, @Nullable Duration expected, Obstacle obstacle) {
		return new SwapPlan(QWEN, state, SwapPlan.Outcome.QUEUE, "", List.of(), List.of(obstacle), 2, expected,
				List.of());
	}

}
