package io.llamaswap.e2e;

import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Nothing that starts, ends or floods keeps the threads that answer (D11).
 */
class ResponsivenessIntegrationTests extends EndToEnd {

	private static final long MEDIAN_MILLIS = 50;

	/** A machine that does other things as well stalls everybody now and then. */
	private static final long SLOWEST_MILLIS = 2_000;

	@Override
	ModelsFile models(ModelsFile file) {
		return file.model("loud", "", "--flood", "20m", "--start-delay", "1s")
			.model("lined", "", "--flood-line", "20m", "--health-delay", "1s")
			.model("dying", "", "--start-delay", "1s", "--exit-at-start", "1")
			.model("slow", "", "--health-delay", "1s", "--stop-delay", "1s");
	}

	@Test
	void healthIsAnsweredAtOnceWhileModelsLoadAndEnd() throws Exception {
		this.client.send(this.client.at("/health"));
		List<CompletableFuture<HttpResponse<String>>> loads = new ArrayList<>();
		for (String model : new String[] { "loud", "lined", "dying", "slow", "loud" }) {
			loads.add(this.client.sendAsync(this.client.chat(model, "load-" + loads.size())));
		}
		List<Long> millis = new ArrayList<>();
		while (!loads.stream().allMatch(CompletableFuture::isDone)) {
			long begin = System.nanoTime();
			assertThat(this.client.send(this.client.at("/health")).statusCode()).isEqualTo(200);
			millis.add(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin));
		}
		Collections.sort(millis);
		assertThat(loads).extracting((load) -> load.join().statusCode()).containsExactly(200, 200, 502, 200, 200);
		assertThat(millis).as("loads that overlap with it").hasSizeGreaterThan(100);
		assertThat(millis.get(millis.size() / 2)).as("ms in the middle").isLessThan(MEDIAN_MILLIS);
		assertThat(millis.get(millis.size() - 1)).as("ms at most").isLessThan(SLOWEST_MILLIS);
	}

}
