package io.llamaswap.routing;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

import io.llamaswap.lifecycle.Lease;
import io.llamaswap.model.ModelId;
import io.llamaswap.upstream.Endpoint;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ClosingEnd}.
 */
class ClosingEndTests {

	private final AtomicBoolean over = new AtomicBoolean();

	private Mono<Boolean> answer = Mono.just(false);

	@Test
	void serverThatAnswersEndsTheDoubtAtOnce() {
		this.answer = Mono.just(true);
		StepVerifier.withVirtualTime(this::isWhole).expectNext(true).verifyComplete();
	}

	@Test
	void serverThatAnswersLateEndsTheDoubtThen() {
		StepVerifier.withVirtualTime(() -> {
			this.answer = Mono.delay(Duration.ofMillis(40)).thenReturn(true);
			return isWhole();
		}).expectSubscription().expectNoEvent(Duration.ofMillis(40)).expectNext(true).verifyComplete();
	}

	@Test
	void exitThatIsKnownEndsTheDoubtAtOnce() {
		this.over.set(true);
		this.answer = Mono.never();
		StepVerifier.withVirtualTime(this::isWhole)
			.expectSubscription()
			.thenAwait(Duration.ofMillis(1))
			.expectNext(false)
			.verifyComplete();
	}

	@Test
	void exitThatIsKnownLaterIsNoticed() {
		StepVerifier.withVirtualTime(this::isWhole)
			.expectSubscription()
			.expectNoEvent(Duration.ofMillis(60))
			.then(() -> this.over.set(true))
			.thenAwait(Duration.ofMillis(15))
			.expectNext(false)
			.verifyComplete();
	}

	@Test
	void serverThatIsMadeToEndIsNoProofThoughItAnswers() {
		this.over.set(true);
		this.answer = Mono.just(true);
		StepVerifier.withVirtualTime(this::isWhole).expectNext(false).verifyComplete();
	}

	@Test
	void serverThatDoesNotAnswerIsTakenForAliveAfterAWhile() {
		for (Mono<Boolean> silent : List.of(Mono.just(false), Mono.<Boolean>never(), Mono.<Boolean>empty())) {
			this.answer = silent;
			StepVerifier.withVirtualTime(this::isWhole)
				.expectSubscription()
				.expectNoEvent(ClosingEnd.PATIENCE.minusMillis(1))
				.thenAwait(Duration.ofMillis(1))
				.expectNext(true)
				.verifyComplete();
		}
		assertThat(this.over).isFalse();
	}

	private Mono<Boolean> isWhole() {
		return ClosingEnd.isWhole(new Asked(this.over, this.answer));
	}

	private record Asked(AtomicBoolean over, Mono<Boolean> answer) implements Lease {

		@Override
		public ModelId model() {
			return new ModelId("m");
		}

		@Override
		public Endpoint endpoint() {
			return new Endpoint(URI.create("http://localhost:1"), 1);
		}

		@Override
		public Duration waited() {
			return Duration.ZERO;
		}

		@Override
		public boolean isOver() {
			return this.over.get();
		}

		@Override
		public Mono<Boolean> livesOn(Duration limit) {
			return this.answer;
		}

		@Override
		public void release() {
		}

	}

}
