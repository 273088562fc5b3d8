package io.llamaswap;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;

import io.llamaswap.lifecycle.ModelLifecycleService;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.mockito.BDDMockito;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.test.scheduler.VirtualTimeScheduler;

import org.springframework.context.ApplicationContext;
import org.springframework.context.event.ContextClosedEvent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class EndingLifecycleTests {

	private static final ShutdownProperties PROPERTIES = new ShutdownProperties(Duration.ofSeconds(25),
			Duration.ofSeconds(30));

	private final ModelLifecycleService models = BDDMockito.mock(ModelLifecycleService.class);

	private final ApplicationContext context = BDDMockito.mock(ApplicationContext.class);

	private final Ending ending = new Ending();

	private final EndingLifecycle lifecycle = new EndingLifecycle(this.models, this.ending, PROPERTIES, this.context);

	private final Sinks.Empty<Void> stopped = Sinks.empty();

	private final AtomicBoolean ended = new AtomicBoolean();

	private VirtualTimeScheduler time;

	@BeforeEach
	void begin() {
		this.time = VirtualTimeScheduler.getOrSet();
		BDDMockito.given(this.models.shutdown(BDDMockito.any())).willReturn(this.stopped.asMono());
		this.lifecycle.start();
	}

	@AfterEach
	void resetTime() {
		VirtualTimeScheduler.reset();
	}

	@Test
	void theClosingOfTheContextBeginsTheEnd() {
		this.lifecycle.onApplicationEvent(new ContextClosedEvent(this.context));
		assertThat(this.ending.hasBegun()).isTrue();
	}

	@Test
	void theClosingOfAnotherContextDoesNot() {
		this.lifecycle.onApplicationEvent(new ContextClosedEvent(BDDMockito.mock(ApplicationContext.class)));
		assertThat(this.ending.hasBegun()).isFalse();
	}

	@Test
	void stopWaitsUntilAllModelsAreStopped() {
		this.lifecycle.stop(() -> this.ended.set(true));
		assertThat(this.ending.hasBegun()).isTrue();
		assertThat(this.ended).isFalse();
		assertThat(this.lifecycle.isRunning()).isTrue();
		this.stopped.tryEmitEmpty();
		assertThat(this.ended).isTrue();
		assertThat(this.lifecycle.isRunning()).isFalse();
		BDDMockito.then(this.models).should().shutdown(Duration.ofSeconds(25));
	}

	@Test
	void whatIsLeftWhenTheBudgetIsSpentIsKilled() {
		this.lifecycle.stop(() -> this.ended.set(true));
		this.time.advanceTimeBy(Duration.ofMillis(29_999));
		BDDMockito.then(this.models).should(BDDMockito.never()).shutdown(Duration.ZERO);
		this.time.advanceTimeBy(Duration.ofMillis(1));
		BDDMockito.then(this.models).should().shutdown(Duration.ZERO);
	}

	@Test
	void nothingIsKilledAfterAnEndInTime() {
		this.lifecycle.stop(() -> this.ended.set(true));
		this.stopped.tryEmitEmpty();
		this.time.advanceTimeBy(Duration.ofMinutes(5));
		BDDMockito.then(this.models).should(BDDMockito.never()).shutdown(Duration.ZERO);
	}

	@Test
	void aFailureEndsTheProgramToo() {
		BDDMockito.given(this.models.shutdown(BDDMockito.any())).willReturn(Mono.error(new IllegalStateException()));
		this.lifecycle.stop(() -> this.ended.set(true));
		assertThat(this.ended).isTrue();
	}

	@Test
	void theLimitLeavesFiveSecondsAfterTheBudget() {
		assertThat(PROPERTIES.limit()).isEqualTo(Duration.ofSeconds(35));
		assertThatIllegalArgumentException()
			.isThrownBy(() -> new ShutdownProperties(Duration.ofSeconds(31), Duration.ofSeconds(30)))
			.withMessageContaining("llamaswap.shutdown.drain");
	}

}
