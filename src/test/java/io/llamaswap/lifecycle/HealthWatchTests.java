package io.llamaswap.lifecycle;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

import io.llamaswap.config.ModelConfiguration;
import io.llamaswap.model.ModelFailure;
import io.llamaswap.model.ModelId;
import io.llamaswap.model.ModelState;
import io.llamaswap.upstream.Upstream;
import io.llamaswap.upstream.UpstreamStatus;
import org.junit.jupiter.api.Test;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;
import reactor.test.scheduler.VirtualTimeScheduler;

import static org.assertj.core.api.Assertions.assertThat;

class HealthWatchTests {

	private static final ModelId MODEL = new ModelId("m");

	private static final Duration INTERVAL = Duration.ofSeconds(30);

	private final VirtualTimeScheduler time = VirtualTimeScheduler.create();

	private final List<SwapEvent> events = new ArrayList<>();

	private boolean idle = true;

	private String complaint = "";

	private int checks;

	private Duration delay = Duration.ZERO;

	private Duration limit = Duration.ZERO;

	private final HealthWatch health = new HealthWatch(this.time, () -> Instant.EPOCH, (model) -> this.idle,
			this.events::add);

	private final Disposable watch = this.health.watch(new Checked(), 7, INTERVAL);

	@Test
	void answerMayTakeAsLongAsTheIntervalAndTenSecondsAtMost() {
		this.time.advanceTimeBy(INTERVAL);
		assertThat(this.limit).isEqualTo(Duration.ofSeconds(10));
		this.watch.dispose();
		this.health.watch(new Checked(), 8, Duration.ofSeconds(2));
		this.time.advanceTimeBy(Duration.ofSeconds(2));
		assertThat(this.limit).isEqualTo(Duration.ofSeconds(2));
	}

	@Test
	void healthyModelIsLeftAlone() {
		this.time.advanceTimeBy(INTERVAL.multipliedBy(10));
		assertThat(this.checks).isEqualTo(10);
		assertThat(this.events).isEmpty();
	}

	@Test
	void answerThatTakesLongerThanTheIntervalIsOneMiss() {
		this.delay = INTERVAL.multipliedBy(4);
		this.complaint = "no answer";
		this.time.advanceTimeBy(INTERVAL.multipliedBy(6));
		assertThat(this.checks).isEqualTo(2);
		assertThat(this.events).isEmpty();
	}

	@Test
	void threeMissesInARowAreTold() {
		this.complaint = "no answer within 10 s";
		this.time.advanceTimeBy(INTERVAL.multipliedBy(2));
		assertThat(this.events).isEmpty();
		this.time.advanceTimeBy(INTERVAL);
		assertThat(this.events).singleElement().isInstanceOfSatisfying(SwapEvent.CheckFailed.class, (event) -> {
			assertThat(event.incarnation()).isEqualTo(7);
			assertThat(event.failure().kind()).isEqualTo(ModelFailure.Kind.NOT_ANSWERING);
			assertThat(event.failure().reason()).contains("no answer within 10 s");
		});
	}

	@Test
	void missesHaveToBeInARow() {
		for (int round = 0; round < 5; round++) {
			this.complaint = "503";
			this.time.advanceTimeBy(INTERVAL.multipliedBy(2));
			this.complaint = "";
			this.time.advanceTimeBy(INTERVAL);
		}
		assertThat(this.events).isEmpty();
	}

	@Test
	void modelThatServesIsNotAsked() {
		this.idle = false;
		this.complaint = "busy";
		this.time.advanceTimeBy(INTERVAL.multipliedBy(10));
		assertThat(this.checks).isZero();
		assertThat(this.events).isEmpty();
	}

	@Test
	void nobodyIsAskedAfterTheEndOfTheLife() {
		this.watch.dispose();
		this.time.advanceTimeBy(INTERVAL.multipliedBy(10));
		assertThat(this.checks).isZero();
	}

	private final class Checked implements Upstream {

		@Override
		public ModelId id() {
			return MODEL;
		}

		@Override
		public void start() {
		}

		@Override
		public void stop(Duration grace) {
		}

		@Override
		public void reconfigure(ModelConfiguration model) {
		}

		@Override
		public UpstreamStatus status() {
			return new UpstreamStatus(ModelState.READY, Instant.EPOCH, null, null);
		}

		@Override
		public Mono<String> check(Duration limit) {
			HealthWatchTests.this.limit = limit;
			return Mono.fromSupplier(() -> {
				HealthWatchTests.this.checks++;
				return HealthWatchTests.this.complaint;
			})
				.flatMap((answer) -> HealthWatchTests.this.delay.isZero() ? Mono.just(answer)
						: Mono.just(answer).delayElement(HealthWatchTests.this.delay, HealthWatchTests.this.time));
		}

	}

}
