package io.llamaswap.upstream.process;

import java.time.Duration;

import io.llamaswap.log.LogBook;
import io.llamaswap.model.ModelId;
import io.llamaswap.upstream.ModelFixture;
import io.llamaswap.upstream.RecordedEvents;
import io.llamaswap.upstream.Upstream;
import io.llamaswap.upstream.UpstreamFactory;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ProcessUpstreamConfiguration}.
 */
class ProcessUpstreamConfigurationTests {

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withUserConfiguration(ProcessUpstreamConfiguration.class)
		.withBean(LogBook.class, () -> new LogBook());

	@Test
	void outputOfAModelGoesToItsLog() {
		this.runner.run((context) -> {
			RecordedEvents events = new RecordedEvents();
			Upstream upstream = context.getBean(UpstreamFactory.class)
				.create(ModelFixture.ofScript("echo hello; sleep 120").named("talker").model(), events);
			upstream.start();
			Awaitility.await()
				.untilAsserted(() -> assertThat(context.getBean(LogBook.class).of(new ModelId("talker")).lastLines(5))
					.contains("hello"));
			upstream.stop(Duration.ofSeconds(5));
			Awaitility.await().untilAsserted(() -> assertThat(events.names()).containsExactly("Ready", "Stopped"));
		});
	}

	@Test
	void whatIsLeftAtTheEndIsEnded() {
		this.runner.run((context) -> {
			RecordedEvents events = new RecordedEvents();
			context.getBean(UpstreamFactory.class)
				.create(ModelFixture.ofCommand("sleep", "121").model(), events)
				.start();
			Awaitility.await().untilAsserted(() -> assertThat(events.names()).contains("Ready"));
			Instance instance = context.getBean(ProcessUpstreamLauncher.class).instance();
			assertThat(MarkedProcesses.of(instance)).isNotEmpty();
			context.close();
			Awaitility.await().untilAsserted(() -> assertThat(MarkedProcesses.of(instance)).isEmpty());
		});
	}

}
