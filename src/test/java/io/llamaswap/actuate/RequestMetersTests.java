package io.llamaswap.actuate;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;

import io.llamaswap.activity.ActivityRow;
import io.llamaswap.activity.TokenCounts;
import io.llamaswap.config.Configuration;
import io.llamaswap.test.Configurations;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class RequestMetersTests {

	private final Configuration configuration = Configurations.parse("models: {m: {cmd: 'x --port ${PORT}'}}");

	private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

	private final RequestMeters meters = new RequestMeters(this.registry, () -> this.configuration);

	@Test
	void requestsAndTokensAreCountedByModelAndStatus() {
		this.meters.count(row("m", 200, new TokenCounts(-1, -1, -1, 3, 4, -1, -1)));
		this.meters.count(row("m", 200, new TokenCounts(2, -1, -1, 3, 4, -1, -1)));
		this.meters.count(row("m", 502, TokenCounts.NONE));
		assertThat(this.registry.get("llamaswap.requests").tags("model", "m", "status", "200").timer().count())
			.isEqualTo(2);
		assertThat(this.registry.get("llamaswap.requests").tags("model", "m", "status", "502").timer().count())
			.isEqualTo(1);
		assertThat(this.registry.get("llamaswap.tokens").tags("model", "m", "kind", "output").counter().count())
			.isEqualTo(8);
		assertThat(this.registry.get("llamaswap.tokens").tags("model", "m", "kind", "cached").counter().count())
			.isEqualTo(2);
	}

	@Test
	void namesOfNobodyMakeOneSeries() {
		for (int index = 0; index < 50; index++) {
			this.meters.count(row("guess-" + index, 404, TokenCounts.NONE));
		}
		this.meters.count(row(" ", 400 + 10_000, TokenCounts.NONE));
		assertThat(this.registry.getMeters()).hasSize(2);
		assertThat(this.registry.get("llamaswap.requests").tags("model", "other", "status", "404").timer().count())
			.isEqualTo(50);
	}

	private static ActivityRow row(String model, int status, TokenCounts tokens) {
		return new ActivityRow(1, Instant.EPOCH, model, "/v1/x", "", status, tokens, Duration.ofMillis(5), null,
				Map.of());
	}

}
