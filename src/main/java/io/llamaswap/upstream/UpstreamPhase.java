package io.llamaswap.upstream;

import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

import io.llamaswap.config.HookConfiguration;
import io.llamaswap.config.HookMoment;
import io.llamaswap.model.ModelFailure;
import io.llamaswap.model.ModelState;
import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;
import reactor.core.Disposables;

/**
 * What an upstream does in one state. Every method runs on the upstream's loop. Whatever
 * a phase set going reaches it only while it is the current one: answers that come late
 * are dropped.
 */
abstract class UpstreamPhase {

	private final SupervisedUpstream upstream;

	private final Disposable.Composite pending = Disposables.composite();

	private boolean left;

	UpstreamPhase(SupervisedUpstream upstream) {
		this.upstream = upstream;
	}

	/**
	 * Returns the name of the state.
	 * @return stopped, starting, ready or stopping
	 */
	abstract ModelState state();

	/**
	 * Begins what is done in this state. The state has been published before.
	 */
	void entered() {
	}

	/**
	 * Somebody wants the server to run.
	 */
	abstract void start();

	/**
	 * Somebody wants the server to end.
	 * @param grace how long it may take
	 */
	abstract void stop(Duration grace);

	/**
	 * Somebody found out that the server which is ready is not well.
	 * @param failure what was found
	 */
	void failed(ModelFailure failure) {
	}

	/**
	 * Returns the process, to be shown.
	 * @return the server of this life, or {@code null} if there is none yet
	 */
	@Nullable RunningServer server() {
		return null;
	}

	final SupervisedUpstream upstream() {
		return this.upstream;
	}

	final void leave() {
		this.left = true;
		this.pending.dispose();
	}

	final void whileCurrent(Runnable task) {
		this.upstream.execute(() -> {
			if (!this.left) {
				task.run();
			}
		});
	}

	final void after(Duration delay, Runnable task) {
		Disposable.Swap timer = Disposables.swap();
		keep(timer);
		timer.replace(this.upstream.supervision().schedule(delay, () -> whileCurrent(() -> {
			this.pending.remove(timer);
			task.run();
		})));
	}

	final void keep(Disposable disposable) {
		this.pending.add(disposable);
	}

	/**
	 * Does what is to be done at a moment, and reports what goes wrong. It is ended when
	 * this phase is left.
	 * @param moment the moment
	 * @param life the life that it belongs to
	 * @param done told {@code ""}, or what went wrong, for any caller to read
	 */
	final void runHook(HookMoment moment, Life life, Consumer<String> done) {
		HookConfiguration hook = hook(moment);
		if (hook == null) {
			done.accept("");
			return;
		}
		RunningServer server = server();
		HookFacts facts = new HookFacts(moment, life.launch(), (server != null) ? server.pid() : null, life.failure());
		keep(this.upstream.supervision()
			.hooks()
			.run(hook, hook.timeout(), life.launch(), facts)
			.subscribe((outcome) -> {
				String reason = outcome.isEmpty() ? "" : "its hook %s %s".formatted(moment.key(), outcome);
				if (!reason.isEmpty()) {
					this.upstream.supervision().warn(this.upstream.id(), reason, null);
				}
				whileCurrent(() -> done.accept(reason));
			}));
	}

	/**
	 * Finds what is to be done at a moment, as it is configured now.
	 * @param moment the moment
	 * @return what is done, or {@code null} for nothing
	 */
	final @Nullable HookConfiguration hook(HookMoment moment) {
		return this.upstream.model().hooks().get(moment);
	}

	final <T> void when(CompletionStage<T> stage, Consumer<T> done, Consumer<Throwable> failed) {
		stage.whenComplete((value, error) -> whileCurrent(() -> {
			if (error != null) {
				failed.accept(error);
			}
			else {
				done.accept(value);
			}
		}));
	}

}
