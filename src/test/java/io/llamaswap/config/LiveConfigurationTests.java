package io.llamaswap.config;

import java.time.Clock;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;

import io.llamaswap.model.ModelId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;

class LiveConfigurationTests {

	private static final String ONE = "models:\n  a:\n    cmd: server --port ${PORT}\n";

	private static final String TWO = ONE + "  b:\n    cmd: server --port ${PORT}\n";

	private final ConfigurationLoader loader = new ConfigurationLoader(Map.of());

	private final Deque<Runnable> tasks = new ArrayDeque<>();

	private final List<ReloadOutcome> told = new ArrayList<>();

	private String disk = ONE;

	private final LiveConfiguration live = live();

	@Test
	void reloadPutsWhatIsOnDiskInForce() {
		this.disk = TWO;
		ReloadOutcome outcome = reload();
		assertThat(outcome.summary()).isEqualTo("added b");
		assertThat(this.live.get().models()).containsKey(new ModelId("b"));
		assertThat(this.told).containsExactly(outcome);
	}

	@Test
	void brokenFileNeverReplacesAWorkingOne() {
		Configuration before = this.live.get();
		this.disk = "models: [";
		ReloadOutcome outcome = reload();
		assertThat(outcome.isSound()).isFalse();
		assertThat(outcome.summary()).startsWith("config.yaml:1: ");
		assertThat(this.live.get()).isSameAs(before);
		assertThat(this.live.last()).isSameAs(outcome);
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "# nothing\n", "just a word", "{}", "models:", "models: ~", "startPort: 17300",
			"logLevel: info\n", "unknown: 1", "peers: {p: {proxy: 'http://localhost:1', models: [m]}}\nmodels:\n" })
	void fileThatNamesNoModelsNeverReplacesOneThatDoes(String text) {
		Configuration before = this.live.get();
		this.disk = text;
		CompletableFuture<ReloadOutcome> check = this.live.check();
		ReloadOutcome outcome = reload();
		assertThat(outcome.summary()).endsWith(
				"models: no models are left, so what is in force stays (\"models: {}\" says that there are to be none)");
		assertThat(check.join().summary()).isEqualTo(outcome.summary());
		assertThat(this.live.get()).isSameAs(before);
	}

	@Test
	void whatNamesNoModelsInOneFileMayNameThemInAnother() {
		CompletableFuture<ReloadOutcome> check = this.live.check(Map.of("a.yaml", "models:\n", "b.yaml", TWO));
		work();
		assertThat(check.join().summary()).isEqualTo("added b");
	}

	@Test
	void noModelsAreTakenFromWhoSaysSo() {
		this.disk = "models: {}";
		assertThat(reload().summary()).isEqualTo("removed a");
		this.disk = "models:";
		assertThat(reload().isSound()).as("nothing is lost").isTrue();
	}

	@Test
	void commentChangesNothingAtAll() {
		Configuration before = this.live.get();
		this.disk = "# mine\n" + ONE;
		assertThat(reload().isChange()).isFalse();
		assertThat(this.live.get()).isSameAs(before);
	}

	@Test
	void mendedFileIsNoTroubleAnyMore() {
		this.disk = "models: [";
		reload();
		this.disk = ONE;
		assertThat(reload().isSound()).isTrue();
	}

	@Test
	void whoAsksWhileOneWaitsSharesIt() {
		CompletableFuture<ReloadOutcome> first = this.live.reload("one");
		CompletableFuture<ReloadOutcome> second = this.live.reload("two");
		assertThat(this.tasks).hasSize(1);
		work();
		assertThat(first.join()).isSameAs(second.join());
	}

	@Test
	void whoAsksWhileOneRunsGetsTheNext() {
		List<CompletableFuture<ReloadOutcome>> nested = new ArrayList<>();
		this.live.beforeReplacing((next) -> {
			this.disk = "models: {}\n";
			nested.add(this.live.reload("during"));
			return CompletableFuture.completedFuture(null);
		});
		this.disk = TWO;
		reload();
		assertThat(nested).isNotEmpty();
		assertThat(this.told).extracting(ReloadOutcome::cause).startsWith("test", "during");
		assertThat(this.live.get().models()).isEmpty();
	}

	@Test
	void whoeverDecidesLearnsOfItFirst() {
		List<Integer> seen = new ArrayList<>();
		this.live.beforeReplacing((next) -> {
			seen.add(this.live.get().models().size());
			seen.add(next.models().size());
			return CompletableFuture.completedFuture(null);
		});
		this.disk = TWO;
		reload();
		assertThat(seen).containsExactly(1, 2);
	}

	@Test
	void checkSaysWhatAReloadWouldDoAndDoesNothing() {
		CompletableFuture<ReloadOutcome> check = this.live.check(Map.of("new.yaml", TWO.replace("a:", "c:")));
		work();
		assertThat(check.join().summary()).isEqualTo("added c; added b; removed a");
		assertThat(this.live.get().models()).containsOnlyKeys(new ModelId("a"));
		assertThat(this.live.last()).isNull();
	}

	@Test
	void failureOfWhoeverHasToAgreeIsToldAndTheNextReloadWorks() {
		this.live.beforeReplacing((next) -> CompletableFuture.failedFuture(new IllegalStateException("no")));
		this.disk = TWO;
		CompletableFuture<ReloadOutcome> failed = this.live.reload("test");
		work();
		assertThatException().isThrownBy(failed::join);
		this.live.beforeReplacing((next) -> CompletableFuture.completedFuture(null));
		assertThat(reload().isChange()).isTrue();
	}

	// Whoever had asked waited for ever.
	@Test
	void errorIsToldToo() {
		this.live.beforeReplacing((next) -> {
			throw new StackOverflowError("on purpose");
		});
		this.disk = TWO;
		CompletableFuture<ReloadOutcome> failed = this.live.reload("test");
		work();
		assertThat(failed).isCompletedExceptionally();
	}

	private ReloadOutcome reload() {
		CompletableFuture<ReloadOutcome> outcome = this.live.reload("test");
		work();
		return outcome.join();
	}

	private void work() {
		while (!this.tasks.isEmpty()) {
			this.tasks.remove().run();
		}
	}

	private LiveConfiguration live() {
		Configuration first = Objects.requireNonNull(this.loader.load("config.yaml", ONE).configuration());
		LiveConfiguration made = new LiveConfiguration(first, this.loader,
				(before) -> this.loader.reload(Map.of("config.yaml", this.disk), before), this.tasks::add,
				Clock.systemUTC());
		made.follow(this.told::add);
		return made;
	}

}
