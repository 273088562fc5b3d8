package io.llamaswap.api;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;

import io.llamaswap.activity.Activity;
import io.llamaswap.config.Configuration;
import io.llamaswap.directory.ActiveProfile;
import io.llamaswap.log.LogBook;
import io.llamaswap.test.Configurations;
import io.llamaswap.test.FakeModelLifecycle;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.test.StepVerifier;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What followers are told when what is configured changes: C035 and contract 2.8.
 */
class EventFeedTests {

	private static final Duration SOON = Duration.ofSeconds(20);

	/** Both logs, states, user interface, profile, requests. */
	private static final int AT_CONNECT = 6;

	private final Configuration configuration = Configurations
		.parse("{models: {a: {cmd: 'x ${PORT}'}}, profiles: {p: {pins: {x: a}}}}");

	private volatile Configuration inForce = this.configuration;

	private final Activity activity = new Activity(() -> 10);

	private final ActiveProfile profile = new ActiveProfile();

	private final EventFeed feed = new EventFeed(() -> this.inForce, new FakeModelLifecycle(this.configuration),
			new LogBook(), this.activity, this.profile);

	@AfterEach
	void close() {
		this.activity.close();
	}

	@Test
	void anotherProfileIsTold() {
		StepVerifier.create(messages().filter((message) -> message.contains("profileChanged")))
			.assertNext((message) -> assertThat(message).contains("{\\\"active\\\":null}"))
			.then(() -> this.profile.activate("p", this.configuration))
			.assertNext((message) -> assertThat(message).contains("{\\\"active\\\":\\\"p\\\"}"))
			.then(() -> this.profile.activate(null, this.configuration))
			.assertNext((message) -> assertThat(message).contains("{\\\"active\\\":null}"))
			.thenCancel()
			.verify(SOON);
	}

	@Test
	void whoComesLaterLearnsTheProfile() {
		this.profile.activate("p", this.configuration);
		StepVerifier.create(messages().skip(4).take(1))
			.assertNext((message) -> assertThat(message).contains("profileChanged", "{\\\"active\\\":\\\"p\\\"}"))
			.expectComplete()
			.verify(SOON);
	}

	@Test
	void newConfigurationIsToldWithItsModelsAndWithoutAProfile() {
		this.profile.activate("p", this.configuration);
		StepVerifier.create(messages().filter((message) -> !message.startsWith(":")))
			.expectNextCount(AT_CONNECT)
			.then(() -> this.inForce = Configurations.parse("{models: {b: {cmd: 'x ${PORT}'}}}"))
			.recordWith(ArrayList::new)
			.expectNextCount(2)
			.consumeRecordedWith((messages) -> assertThat(messages)
				.anySatisfy((message) -> assertThat(message).contains("modelStatus", "\\\"id\\\":\\\"b\\\""))
				.anySatisfy((message) -> assertThat(message).contains("profileChanged", "{\\\"active\\\":null}")))
			.thenCancel()
			.verify(SOON);
	}

	private Flux<String> messages() {
		return this.feed.frames().map((bytes) -> new String(bytes, StandardCharsets.UTF_8));
	}

}
