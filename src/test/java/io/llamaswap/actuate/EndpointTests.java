package io.llamaswap.actuate;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import io.llamaswap.config.Configuration;
import io.llamaswap.config.ListingConfiguration;
import io.llamaswap.lifecycle.ModelStatus;
import io.llamaswap.model.ModelFailure;
import io.llamaswap.model.ModelId;
import io.llamaswap.model.ModelState;
import io.llamaswap.test.Configurations;
import io.llamaswap.test.FakeModelLifecycle;
import io.llamaswap.test.SampleConfiguration;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class EndpointTests {

	private static final Instant NOW = Instant.parse("2026-11-23T10:00:00Z");

	private static final ModelFailure FAILURE = new ModelFailure(ModelFailure.Kind.EXITED_WHILE_LOADING,
			"exited with code 1", 1, List.of("out of memory"), NOW);

	private final Configuration configuration = SampleConfiguration.empty()
		.model("a")
		.model("b", "server", List.of("CUDA_VISIBLE_DEVICES=0,1"),
				new ListingConfiguration("", "", false, List.of(), Map.of()))
		.model("c")
		.profile("coding", "b", "c")
		.build();

	private final FakeModelLifecycle lifecycle = new FakeModelLifecycle(this.configuration);

	@Test
	void modelsShowWhatIsKnown() {
		this.lifecycle.become(new ModelStatus(new ModelId("a"), ModelState.BACKING_OFF, NOW, null, 5800, 0, 2, FAILURE,
				true, NOW.plusSeconds(5)));
		assertThat(new ModelsEndpoint(() -> this.configuration, this.lifecycle).models().get("models"))
			.asInstanceOf(InstanceOfAssertFactories.list(ModelView.class))
			.hasSize(3)
			.first()
			.isEqualTo(new ModelView("a", "backing_off", NOW, null, 5800, false, 0, 2, true,
					new ModelView.Failure("exited_while_loading", "exited with code 1", 1, List.of("out of memory"),
							NOW),
					NOW.plusSeconds(5)));
	}

	@Test
	void modelsShowWhoIsKeptLoaded() {
		Configuration keeping = Configurations.parse("""
				models:
				  a: {cmd: 'run ${PORT}', keepLoaded: true}
				  b: {cmd: 'run ${PORT}'}
				""");
		assertThat(new ModelsEndpoint(() -> keeping, new FakeModelLifecycle(keeping)).models().get("models"))
			.asInstanceOf(InstanceOfAssertFactories.list(ModelView.class))
			.extracting(ModelView::keepLoaded)
			.containsExactly(true, false);
	}

	@Test
	void profilesShowMembersWithStateAndGpusAndTheRest() {
		this.lifecycle.become("b", ModelState.READY);
		ProfilesEndpoint.Profiles answer = new ProfilesEndpoint(() -> this.configuration, this.lifecycle).profiles();
		assertThat(answer.profiles()).containsExactly(new ProfilesEndpoint.Profile("coding",
				List.of(new ProfilesEndpoint.Member("b", "ready", List.of("0", "1"), "CUDA_VISIBLE_DEVICES"),
						new ProfilesEndpoint.Member("c", "stopped", List.of(), null))));
		assertThat(answer.withoutProfile())
			.containsExactly(new ProfilesEndpoint.Member("a", "stopped", List.of(), null));
	}

	@Test
	void metersFollowTheModels() {
		MeterRegistry registry = new SimpleMeterRegistry();
		ModelMetersLifecycle meters = new ModelMetersLifecycle(this.lifecycle, registry);
		meters.start();
		this.lifecycle.become(status(ModelState.STARTING, NOW, null));
		this.lifecycle.become(status(ModelState.READY, NOW.plusSeconds(3), null));
		assertThat(registry.get("llamaswap.model.starts").tag("model", "a").counter().count()).isOne();
		assertThat(registry.get("llamaswap.model.load").tag("model", "a").timer().totalTime(TimeUnit.SECONDS))
			.isEqualTo(3);
		assertThat(registry.get("llamaswap.model.state").tags("model", "a", "state", "ready").gauge().value()).isOne();
		assertThat(registry.get("llamaswap.model.state").tags("model", "a", "state", "stopped").gauge().value())
			.isZero();
		assertThat(registry.get("llamaswap.model.requests.in.flight").tag("model", "a").gauge().value()).isEqualTo(4);
		this.lifecycle.become(status(ModelState.STOPPED, NOW.plus(Duration.ofMinutes(1)), FAILURE));
		this.lifecycle.become(status(ModelState.STOPPED, NOW.plus(Duration.ofMinutes(1)), FAILURE));
		assertThat(registry.get("llamaswap.model.failures").tag("model", "a").counter().count()).isOne();
		meters.stop();
		assertThat(meters.isRunning()).isFalse();
	}

	private static ModelStatus status(ModelState state, Instant since, @Nullable ModelFailure failure) {
		return new ModelStatus(new ModelId("a"), state, since, null, null, 4, 0, failure, failure != null, null);
	}

}
