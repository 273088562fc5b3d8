package io.llamaswap.lifecycle;

import java.time.Duration;
import java.util.List;
import java.util.Set;

import io.llamaswap.model.ModelFailure;
import io.llamaswap.model.ModelId;
import io.llamaswap.upstream.UpstreamEvent;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Each kind of decision is noted, in words that say why.
 */
class DecisionNotesTests extends ScriptedScheduler {

	DecisionNotesTests() {
		super(rules(new ModelRules(Duration.ZERO, GRACE, 2, 3), new GroupEvictionPolicy(List.of())));
	}

	@Test
	void startAndEviction() {
		ask(1, A);
		assertThat(notes()).containsExactly("start a: a request waits for it");
		ready(A);
		assertThat(notes()).as("what was foreseen is no decision").isEmpty();
		end(1);
		ask(2, B);
		assertThat(notes()).containsExactly("stop a: room for b", "wait b: a has to make room");
	}

	@Test
	void preloadIsNoRequestOfAnybody() {
		on(new SwapEvent.RequestArrived(1, LeaseRequest.preload(A)));
		assertThat(notes()).containsExactly("start a: preload");
	}

	@Test
	void endOfTheProgramIsToldOncePerModel() {
		load(A);
		on(new SwapEvent.ShutdownAsked(UnloadMode.DRAIN, GRACE));
		assertThat(notes()).containsExactly("stop a: shutdown");
		on(new SwapEvent.ShutdownAsked(UnloadMode.NOW, GRACE));
		assertThat(notes()).isEmpty();
	}

	@Test
	void waitingRequestIsOvertakenUntilTheModelDrains() {
		load(A);
		ask(2, A);
		ask(3, B);
		assertThat(notes()).containsExactly("wait b: a has to make room");
		ask(4, A);
		assertThat(notes()).containsExactly("overtake a: before one for b, which waits for the room");
		end(4);
		pass(OVERTAKING);
		on(new SwapEvent.TimerFired());
		assertThat(notes()).containsExactly("drain a: room for b; 1 request in flight is waited for");
		on(new SwapEvent.TimerFired());
		assertThat(notes()).as("drains already").isEmpty();
		on(new SwapEvent.RequestCancelled(3));
		assertThat(notes()).containsExactly("keep a: nobody needs its room at once any more");
	}

	// Each model that becomes ready is asked for its props once: for b this looked as if
	// the older request for it had overtaken the one for a.
	@Test
	void lookAtAModelOvertakesNobody() {
		load(A);
		ask(2, A);
		ask(3, B);
		on(new SwapEvent.UnloadAsked(Set.of(A), UnloadMode.DRAIN));
		ask(4, A);
		end(2);
		stopped(A);
		assertThat(withoutTimers(ready(B))).containsExactly(granted(3));
		assertThat(notes()).isEmpty();
		assertThat(withoutTimers(on(new SwapEvent.RequestArrived(5, LeaseRequest.of(B).onlyIfReady().uncounted()))))
			.containsExactly(granted(5, 2));
		assertThat(notes()).isEmpty();
	}

	@Test
	void fullModelMakesWaitAndThenRefuses() {
		load(A);
		ask(2, A);
		ask(3, A);
		ask(4, A);
		assertThat(notes()).containsExactly("wait a: it serves as many requests as it may, 2");
		ask(5, A);
		ask(6, A);
		ask(7, A);
		assertThat(notes()).singleElement().asString().startsWith("refuse a: ");
	}

	@Test
	void lookAtAModelThatIsNotLoadedIsNoDecision() {
		assertThat(on(new SwapEvent.RequestArrived(1, LeaseRequest.of(A).onlyIfReady()))).hasSize(1);
		assertThat(notes()).isEmpty();
	}

	@Test
	void unloadDrainsWhileRequestsAreInFlight() {
		load(A);
		ask(2, A);
		on(new SwapEvent.UnloadAsked(Set.of(A), UnloadMode.DRAIN));
		assertThat(notes()).containsExactly("drain a: unloaded; 1 request in flight is waited for");
		ask(3, A);
		assertThat(notes()).containsExactly("wait a: it drains (unloaded), then it is loaded again");
		end(2);
		assertThat(notes()).containsExactly("stop a: unloaded");
	}

	@Test
	void loadThatNobodyWaitsForIsGivenUp() {
		ask(1, A);
		on(new SwapEvent.RequestCancelled(1));
		ask(2, B);
		assertThat(notes()).contains("stop a: its load is given up: nobody waits for it, room for b");
	}

	@Test
	void failuresAreFollowedByALongerRestEachTime() {
		failThreeTimes(A);
		ask(4, A);
		assertThat(notes()).singleElement().asString().startsWith("refuse a: ");
		pass(Duration.ofMinutes(1));
		on(new SwapEvent.TimerFired());
		ask(5, A);
		failed(A);
		assertThat(notes())
			.anyMatch((note) -> note.matches("backoff a: it failed 4 times in a row; not started again for [0-9]+ s"));
	}

	@Test
	void startThatMayHaveMetMemoryWhichComesBackLateIsTriedAgain() {
		load(A);
		ask(2, B);
		stopped(A);
		on(new SwapEvent.UpstreamChanged(
				new UpstreamEvent.Failed(B, new ModelFailure(ModelFailure.Kind.EXITED_WHILE_LOADING,
						"exited with code 1", 1, List.of("CUDA error: out of memory"), this.now))));
		assertThat(notes())
			.containsExactly("retry b: it ended for want of memory soon after another model; tried once more in 2 s");
	}

	@Test
	void wedgedModelIsRecycled() {
		load(A);
		on(new SwapEvent.CheckFailed(A, 1, failure()));
		assertThat(notes()).containsExactly("stop a: recycled: exited with code 1");
	}

	@Test
	void unknownModelIsRefused() {
		ask(1, new ModelId("nobody"));
		assertThat(notes()).containsExactly("refuse nobody: no model nobody");
	}

	private List<String> notes() {
		return this.scheduler.notes()
			.stream()
			.map((note) -> note.kind().word() + " " + note.model() + ": " + note.reason())
			.toList();
	}

}
