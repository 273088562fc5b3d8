package io.llamaswap.lifecycle;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

import io.llamaswap.model.ModelId;
import org.junit.jupiter.api.Test;
import reactor.test.scheduler.VirtualTimeScheduler;

import static org.assertj.core.api.Assertions.assertThat;

class DecisionPaceTests {

	private final VirtualTimeScheduler time = VirtualTimeScheduler.create();

	private final List<String> told = new ArrayList<>();

	private final DecisionPace pace = new DecisionPace(this.time, (decision) -> this.told.add(words(decision)),
			(last) -> this.told.add(last.times() + " more: " + words(last)));

	@Test
	void stormOfRefusalsIsOneLineNowAndOneInTenSeconds() {
		for (int number = 1; number <= 1000; number++) {
			decide(SwapDecision.Kind.REFUSE, "a", "no. " + number);
		}
		assertThat(this.told).containsExactly("refuse a no. 1");
		this.time.advanceTimeBy(DecisionPace.WINDOW);
		assertThat(this.told).containsExactly("refuse a no. 1", "999 more: refuse a no. 1000");
		decide(SwapDecision.Kind.REFUSE, "a", "still");
		this.time.advanceTimeBy(DecisionPace.WINDOW);
		this.time.advanceTimeBy(DecisionPace.WINDOW);
		assertThat(this.told).endsWith("1 more: refuse a still").hasSize(3);
	}

	@Test
	void afterAQuietTimeTheFirstIsToldAtOnceAgain() {
		decide(SwapDecision.Kind.WAIT, "a", "one");
		this.time.advanceTimeBy(DecisionPace.WINDOW);
		decide(SwapDecision.Kind.WAIT, "a", "two");
		assertThat(this.told).containsExactly("wait a one", "wait a two");
	}

	@Test
	void startsAndStopsAreAlwaysToldAndKindsAndModelsAreToldApart() {
		decide(SwapDecision.Kind.START, "a", "wanted");
		decide(SwapDecision.Kind.START, "a", "wanted");
		decide(SwapDecision.Kind.REFUSE, "a", "full");
		decide(SwapDecision.Kind.REFUSE, "b", "full");
		decide(SwapDecision.Kind.DRAIN, "a", "unloaded");
		assertThat(this.told).containsExactly("start a wanted", "start a wanted", "refuse a full", "refuse b full",
				"drain a unloaded");
	}

	@Test
	void whatWasOnlyCountedIsToldBeforeTheStartOrStopThatCameAfterIt() {
		decide(SwapDecision.Kind.WAIT, "b", "a has to make room");
		decide(SwapDecision.Kind.START, "b", "wanted");
		decide(SwapDecision.Kind.WAIT, "b", "it is full");
		decide(SwapDecision.Kind.WAIT, "b", "c has to make room");
		decide(SwapDecision.Kind.STOP, "c", "room for b");
		decide(SwapDecision.Kind.START, "b", "wanted again");
		assertThat(this.told).containsExactly("wait b a has to make room", "start b wanted",
				"2 more: wait b c has to make room", "stop c room for b", "start b wanted again");
		this.time.advanceTimeBy(DecisionPace.WINDOW);
		assertThat(this.told).as("nothing is told of a wait that ended").hasSize(5);
	}

	@Test
	void whatIsRememberedIsBounded() {
		for (int number = 0; number < 2 * DecisionPace.MOST; number++) {
			decide(SwapDecision.Kind.REFUSE, "m" + number, "unknown");
		}
		assertThat(this.told).hasSize(DecisionPace.MOST);
		this.time.advanceTimeBy(DecisionPace.WINDOW);
		decide(SwapDecision.Kind.REFUSE, "another", "unknown");
		assertThat(this.told).hasSize(DecisionPace.MOST + 1);
	}

	private static String words(SwapDecision decision) {
		return decision.kind().word() + " " + decision.model() + " " + decision.reason();
	}

	private void decide(SwapDecision.Kind kind, String model, String reason) {
		this.pace.decided(new SwapDecision(Instant.EPOCH, kind, new ModelId(model), reason));
	}

}
