package io.llamaswap.config;

import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

import io.llamaswap.model.ModelId;
import org.jspecify.annotations.Nullable;

/**
 * The configuration that is in force, and how it is replaced. A configuration that cannot
 * be used never replaces one that works. Whoever decides by it learns of a new one before
 * those who read it here do. Any thread.
 */
public final class LiveConfiguration implements Supplier<Configuration> {

	private final ConfigurationLoader loader;

	private final Function<InForce, LoadedConfiguration> files;

	private final Executor executor;

	private final Clock clock;

	private final List<Consumer<ReloadOutcome>> followers = new CopyOnWriteArrayList<>();

	private volatile Configuration current;

	private volatile @Nullable ReloadOutcome last;

	private volatile Function<Configuration, CompletionStage<Void>> successor = (next) -> CompletableFuture
		.completedFuture(null);

	private volatile Supplier<Map<ModelId, LaunchConfiguration>> lives = Map::of;

	private volatile Runnable beforeReading = () -> {
	};

	/** Guarded by this. */
	private @Nullable CompletableFuture<ReloadOutcome> waiting;

	/**
	 * Puts a configuration in force.
	 * @param first the configuration
	 * @param loader loads texts
	 * @param files loads anew where the first one came from, given what is in force
	 * @param executor runs one reload at a time; may block
	 * @param clock tells when something was read
	 */
	public LiveConfiguration(Configuration first, ConfigurationLoader loader,
			Function<InForce, LoadedConfiguration> files, Executor executor, Clock clock) {
		this.current = first;
		this.loader = loader;
		this.files = files;
		this.executor = executor;
		this.clock = clock;
	}

	/**
	 * Puts a configuration in force that stays.
	 * @param only the configuration
	 * @return reloads of it change nothing
	 */
	public static LiveConfiguration of(Configuration only) {
		return new LiveConfiguration(only, new ConfigurationLoader(Map.of()),
				(before) -> new LoadedConfiguration(before.configuration(), List.of(), Map.of(),
						CommandSyntax.ofSystem()),
				Runnable::run, Clock.systemUTC());
	}

	@Override
	public Configuration get() {
		return this.current;
	}

	/**
	 * Says who has to agree to a new configuration before it is in force.
	 * @param agreement completes when it may be
	 */
	public void beforeReplacing(Function<Configuration, CompletionStage<Void>> agreement) {
		this.successor = agreement;
	}

	/**
	 * Says who knows what runs.
	 * @param launches tells how each server was launched that is alive; any thread
	 */
	public void running(Supplier<Map<ModelId, LaunchConfiguration>> launches) {
		this.lives = launches;
	}

	/**
	 * Says who has to know when the files are read for a reload.
	 * @param reader called before that, where the reload runs; may block
	 */
	public void beforeReading(Runnable reader) {
		this.beforeReading = reader;
	}

	/**
	 * Follows all reloads.
	 * @param follower told each outcome after it is in force; must not block
	 */
	public void follow(Consumer<ReloadOutcome> follower) {
		this.followers.add(follower);
	}

	/**
	 * Returns what came of the last reload.
	 * @return the outcome, or {@code null} if there was none
	 */
	public @Nullable ReloadOutcome last() {
		return this.last;
	}

	/**
	 * Reads the files anew and goes by them. Who asks while a reload is on its way gets
	 * the next one, so that the latest state of the files is never missed.
	 * @param cause who asks, in a few words
	 * @return what came of it; never fails because of what the files hold
	 */
	public synchronized CompletableFuture<ReloadOutcome> reload(String cause) {
		if (this.waiting != null) {
			return this.waiting.copy();
		}
		CompletableFuture<ReloadOutcome> mine = new CompletableFuture<>();
		// The executor may refuse, or have done it already.
		this.executor.execute(() -> complete(mine, cause));
		this.waiting = mine.isDone() ? null : mine;
		return mine.copy();
	}

	/**
	 * Says what a reload would do. Does nothing else.
	 * @return what would come of it
	 */
	public CompletableFuture<ReloadOutcome> check() {
		return check(this.files);
	}

	/**
	 * Says what a reload would do if the files held these texts. Does nothing else.
	 * @param texts YAML by file name, in the order in which they are merged
	 * @return what would come of it
	 */
	public CompletableFuture<ReloadOutcome> check(Map<String, String> texts) {
		return check((before) -> this.loader.reload(texts, before));
	}

	private CompletableFuture<ReloadOutcome> check(Function<InForce, LoadedConfiguration> source) {
		return CompletableFuture.supplyAsync(() -> {
			InForce before = inForce();
			return ReloadOutcome.of(this.clock.instant(), "check", before, source.apply(before));
		}, this.executor);
	}

	private InForce inForce() {
		return new InForce(this.current, this.lives.get());
	}

	private void complete(CompletableFuture<ReloadOutcome> mine, String cause) {
		synchronized (this) {
			this.waiting = null;
		}
		try {
			ReloadOutcome outcome = replace(cause);
			this.last = outcome;
			this.followers.forEach((follower) -> follower.accept(outcome));
			mine.complete(outcome);
		}
		catch (RuntimeException | Error ex) {
			// Whoever waits has to be told in any case.
			mine.completeExceptionally(ex);
		}
	}

	private ReloadOutcome replace(String cause) {
		this.beforeReading.run();
		InForce before = inForce();
		LoadedConfiguration loaded = this.files.apply(before);
		ReloadOutcome outcome = ReloadOutcome.of(this.clock.instant(), cause, before, loaded);
		Configuration next = loaded.configuration();
		if (next != null && outcome.isChange()) {
			this.successor.apply(next).toCompletableFuture().join();
			this.current = next;
		}
		return outcome;
	}

}
