package io.llamaswap.api;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;

import io.llamaswap.activity.Activity;
import io.llamaswap.activity.MeteredRequest;
import io.llamaswap.config.Configuration;
import io.llamaswap.config.ConfigurationLoader;
import io.llamaswap.config.LiveConfiguration;
import io.llamaswap.directory.ActiveProfile;
import io.llamaswap.lifecycle.SwapDecision;
import io.llamaswap.log.LogBook;
import io.llamaswap.model.ModelId;
import io.llamaswap.model.ModelState;
import io.llamaswap.test.Configurations;
import io.llamaswap.test.FakeModelLifecycle;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.reactivestreams.Subscription;
import reactor.core.Disposable;
import reactor.core.publisher.BaseSubscriber;
import reactor.core.publisher.Flux;
import reactor.test.StepVerifier;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What followers are told when something is decided or configured anew: C035, contract
 * 2.8 and 3.11.
 */
class EventFeedTests {

	private static final Duration SOON = Duration.ofSeconds(20);

	/** Both logs, states, user interface, profile, requests. */
	private static final int AT_CONNECT = 6;

	private final Configuration configuration = Configurations
		.parse("{models: {a: {cmd: 'x ${PORT}'}}, profiles: {p: {pins: {x: a}}}}");

	private volatile String file = "models: {b: {cmd: 'x ${PORT}'}}";

	private final LiveConfiguration live = new LiveConfiguration(this.configuration, new ConfigurationLoader(Map.of()),
			(before) -> Configurations.load(this.file), Runnable::run, Clock.systemUTC());

	private final FakeModelLifecycle models = new FakeModelLifecycle(this.configuration);

	private final Activity activity = new Activity(() -> 10, () -> 0);

	private final ActiveProfile profile = new ActiveProfile();

	private final LogBook logs = new LogBook();

	private final EventFeed feed = new EventFeed(this.live, this.models, this.logs, this.activity, this.profile);

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
	void statesAreToldAgainWithAnotherProfile() {
		StepVerifier.create(messages().filter((message) -> message.contains("modelStatus")))
			.expectNextCount(1)
			.then(() -> this.profile.activate("p", this.configuration))
			.expectNextCount(1)
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
			.then(() -> reload("test"))
			.recordWith(ArrayList::new)
			.expectNextCount(3)
			.consumeRecordedWith((messages) -> assertThat(messages)
				.anySatisfy((message) -> assertThat(message).contains("modelStatus", "\\\"id\\\":\\\"b\\\""))
				.anySatisfy((message) -> assertThat(message).contains("profileChanged", "{\\\"active\\\":null}")))
			.thenCancel()
			.verify(SOON);
	}

	@Test
	void decisionIsToldWithItsReason() {
		StepVerifier.create(messages())
			.expectNextCount(AT_CONNECT)
			.then(() -> this.models.decide(new SwapDecision(Instant.parse("2026-11-23T20:00:00Z"),
					SwapDecision.Kind.STOP, new ModelId("a"), "room for \"b\"")))
			.assertNext((message) -> assertThat(message)
				.isEqualTo("event:message\ndata:{\"type\":\"decision\",\"data\":"
						+ "\"{\\\"at\\\":\\\"2026-11-23T20:00:00Z\\\",\\\"decision\\\":\\\"stop\\\",\\\"model\\\":\\\"a\\\","
						+ "\\\"reason\\\":\\\"room for \\\\\\\"b\\\\\\\"\\\",\\\"times\\\":1}\"}\n\n"))
			.thenCancel()
			.verify(SOON);
	}

	@Test
	void decisionsOfTheTimeBeforeAreNotToldAgain() {
		this.models.decide(new SwapDecision(Instant.EPOCH, SwapDecision.Kind.START, new ModelId("a"), "wanted"));
		StepVerifier.create(messages().take(AT_CONNECT))
			.recordWith(ArrayList::new)
			.expectNextCount(AT_CONNECT)
			.consumeRecordedWith((messages) -> assertThat(messages)
				.noneSatisfy((message) -> assertThat(message).contains("decision")))
			.expectComplete()
			.verify(SOON);
	}

	@Test
	void brokenFileIsToldAndTheModelsStay() {
		this.file = "models: [a]";
		StepVerifier.create(messages().filter((message) -> !message.startsWith(":")))
			.expectNextCount(AT_CONNECT)
			.then(() -> reload("the files changed"))
			.thenConsumeWhile((message) -> !message.contains("configReload"))
			.assertNext((message) -> assertThat(message).contains("\"type\":\"configReload\"", "\\\"ok\\\":false",
					"\\\"cause\\\":\\\"the files changed\\\"", "config.yaml:1: models"))
			.then(() -> this.file = "models: {b: {cmd: 'x ${PORT}'}}")
			.then(() -> reload("again"))
			.thenConsumeWhile((message) -> !message.contains("configReload"))
			.assertNext((message) -> assertThat(message).contains("configReload", "\\\"ok\\\":true"))
			.thenCancel()
			.verify(SOON);
	}

	private void reload(String cause) {
		assertThat(this.live.reload(cause)).isCompleted();
	}

	@Test
	void commentsKeepAQuietStreamAlive() {
		StepVerifier
			.withVirtualTime(
					() -> this.feed.frames().map((bytes) -> new String(bytes, StandardCharsets.UTF_8)).skip(AT_CONNECT))
			.expectSubscription()
			.thenAwait(Duration.ofSeconds(15))
			.expectNext(": still here\n\n")
			.thenAwait(Duration.ofSeconds(15))
			.expectNext(": still here\n\n")
			.thenCancel()
			.verify(SOON);
	}

	@Test
	void aFollowerThatStallsHoldsNobodyBack() {
		List<String> quick = new CopyOnWriteArrayList<>();
		List<String> slow = new CopyOnWriteArrayList<>();
		Disposable follower = messages().filter((message) -> message.contains("decision")).subscribe(quick::add);
		BaseSubscriber<String> stalled = new BaseSubscriber<>() {

			@Override
			protected void hookOnSubscribe(Subscription subscription) {
				subscription.request(AT_CONNECT);
			}

			@Override
			protected void hookOnNext(String message) {
				slow.add(message);
			}

		};
		messages().filter((message) -> !message.startsWith(":")).subscribe(stalled);
		Awaitility.await().atMost(SOON).until(() -> slow.size() == AT_CONNECT);
		int many = EventFeed.MOST_WAITING * 2;
		for (int count = 1; count <= many; count++) {
			this.models
				.decide(new SwapDecision(Instant.EPOCH, SwapDecision.Kind.STOP, new ModelId("a"), "no. " + count));
		}
		Awaitility.await().atMost(SOON).until(() -> quick.size() == many);
		assertThat(slow).hasSize(AT_CONNECT);
		stalled.requestUnbounded();
		Awaitility.await()
			.atMost(SOON)
			.untilAsserted(() -> assertThat(slow.get(slow.size() - 1)).contains("no. " + many + "\\\""));
		assertThat(slow).hasSizeBetween(EventFeed.MOST_WAITING, AT_CONNECT + EventFeed.MOST_WAITING + 20);
		follower.dispose();
		stalled.cancel();
	}

	@Test
	void whatHappensBetweenTheFirstMessagesAndWhatFollowsThemIsToldOnce() {
		StepVerifier
			.create(messages().filter((message) -> !message.matches("(?s):.*|.*(upsert|remove).*")), AT_CONNECT - 1)
			.expectNextCount(AT_CONNECT - 1)
			.then(this::happen)
			.thenRequest(Long.MAX_VALUE)
			.assertNext((message) -> assertThat(message).contains("snapshot"))
			.recordWith(ArrayList::new)
			.expectNextCount(4)
			.consumeRecordedWith((messages) -> assertThat(messages)
				.anySatisfy((message) -> assertThat(message).contains("logData", "[INFO] between"))
				.anySatisfy((message) -> assertThat(message).contains("modelStatus", "\\\"state\\\":\\\"ready"))
				.anySatisfy((message) -> assertThat(message).contains("profileChanged", "{\\\"active\\\":\\\"p\\\"}"))
				.anySatisfy((message) -> assertThat(message).contains("activity", "{\\\"id\\\":1}")))
			.expectNoEvent(Duration.ofMillis(600))
			.thenCancel()
			.verify(SOON);
	}

	private void happen() {
		this.logs.program().append("[INFO] between\n");
		this.models.become("a", ModelState.READY);
		this.profile.activate("p", this.configuration);
		MeteredRequest request = this.activity
			.begin(new MeteredRequest.Arrival("POST", "/v1/x", Set.of(), "127.0.0.1"));
		request.found("a", "/v1/x", Map.of(), () -> {
		});
		request.answered(200, List.of(), "application/json", null);
		request.end("", false);
		Awaitility.await().atMost(SOON).until(() -> this.activity.log().lastId() == 1);
	}

	private Flux<String> messages() {
		return this.feed.frames().map((bytes) -> new String(bytes, StandardCharsets.UTF_8));
	}

}
