package io.llamaswap.routing;

import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

import io.llamaswap.config.ModelConfiguration;
import io.llamaswap.lifecycle.Lease;
import io.llamaswap.lifecycle.LeaseRequest;
import io.llamaswap.model.Caller;
import io.llamaswap.model.EventStream;
import io.llamaswap.model.MonotonicClock;
import io.netty.channel.Channel;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.netty.http.server.HttpServerResponse;

/**
 * Begins the answer to a stream that has waited long enough, and keeps it awake until its
 * model takes over. Lives on the event loop of its client.
 */
final class LoadingFeedback {

	/** A longer body is not read on, only to find out whether a stream is wanted. */
	static final long MAX_BODY = 1 << 20;

	private final ClientSide side;

	private final HttpServerResponse response;

	private final Channel client;

	private final RequestBody body;

	private final Plan plan;

	private final long arrived = System.nanoTime();

	private @Nullable Future<?> timer;

	private Disposable reading = Disposables.disposed();

	private Disposable asking = Disposables.disposed();

	private @Nullable FeedbackWords words;

	private boolean begun;

	private boolean waiting;

	private boolean over;

	LoadingFeedback(ClientSide side, RequestBody body, Plan plan) {
		this.side = side;
		this.response = side.response();
		this.client = side.channel();
		this.body = body;
		this.plan = plan;
	}

	/**
	 * Tells that the wait begins, or begins again.
	 */
	void start() {
		ClientLoop.run(this.client, () -> {
			this.waiting = true;
			schedule(this.begun ? this.plan.interval() : this.plan.grace());
		});
	}

	/**
	 * Tells that the wait is over. Nothing is said any more.
	 */
	void stop() {
		ClientLoop.run(this.client, () -> {
			this.waiting = false;
			this.reading.dispose();
			this.asking.dispose();
			if (this.timer != null) {
				this.timer.cancel(false);
			}
		});
	}

	/**
	 * Tells that the model answers now: says the last words, if anything was said at all,
	 * and what the headers could not say yet.
	 * @param lease what was waited for
	 * @return {@code true} if the head of the answer is out, and a stream it must be
	 */
	boolean end(Lease lease) {
		stop();
		this.over = true;
		if (this.begun) {
			say(words().last(waited()) + AnswerHeaders.comment(lease.waited()));
		}
		return this.begun;
	}

	/**
	 * Tells whether the answer has begun and nobody but this speaks in it.
	 * @return {@code true} if an error can only be told as an event
	 */
	boolean isSpeaking() {
		return this.begun && !this.over;
	}

	private void schedule(Duration delay) {
		this.timer = this.client.eventLoop().schedule(this::tick, delay.toMillis(), TimeUnit.MILLISECONDS);
	}

	private void tick() {
		if (!this.waiting || !this.client.isActive()) {
			return;
		}
		if (this.begun) {
			if (this.client.isWritable()) {
				this.asking.dispose();
				this.asking = words().next(waited())
					.subscribe((said) -> ClientLoop.run(this.client, () -> sayWhileWaiting(said)));
			}
			schedule(this.plan.interval());
			return;
		}
		this.reading = this.body.wantsStream(MAX_BODY).subscribe((wanted) -> {
			if (wanted && this.waiting && !this.response.hasSentHeaders()) {
				begin();
			}
		}, (refused) -> {
			// The same reason ends the exchange when the model is ready.
		});
	}

	private void begin() {
		this.begun = true;
		this.body.answered();
		this.response.status(HttpResponseStatus.OK);
		this.response.header(HttpHeaderNames.CONTENT_TYPE, EventStream.TYPE);
		this.response.header(HttpHeaderNames.CACHE_CONTROL, "no-cache");
		this.response.header("X-Accel-Buffering", "no");
		this.response.header(AnswerHeaders.MODEL, this.plan.model());
		if (HttpVersion.HTTP_1_0.equals(this.side.request().version())) {
			this.response.chunkedTransfer(false).keepAlive(false);
		}
		this.response.then().subscribe(null, (gone) -> this.waiting = false, this::tick);
	}

	private void sayWhileWaiting(String words) {
		if (this.waiting) {
			say(words);
		}
	}

	private void say(String words) {
		if (!words.isEmpty()) {
			EventAnswer.write(words, this.client);
		}
	}

	private FeedbackWords words() {
		FeedbackWords current = this.words;
		if (current == null) {
			current = this.plan.words().get();
			this.words = current;
		}
		return current;
	}

	private Duration waited() {
		return Duration.ofNanos(System.nanoTime() - this.arrived);
	}

	/**
	 * What is said, and when.
	 *
	 * @param model id of the model that is waited for, as a header shows it
	 * @param grace how long nothing is said
	 * @param interval time between two ticks
	 * @param words makes what is said
	 */
	record Plan(String model, Duration grace, Duration interval, Supplier<FeedbackWords> words) {

		private static final String CHAT = "/v1/chat/completions";

		/**
		 * Finds what a model's callers are to be told.
		 * @param services what every exchange needs
		 * @param model the model
		 * @param wanted what is waited for
		 * @param caller who waits
		 * @param path raw path of the request
		 * @param requestId its id, or {@code ""}
		 * @return the plan, or {@code null} if nothing is to be said
		 */
		static @Nullable Plan find(ForwardingServices services, ModelConfiguration model, LeaseRequest wanted,
				Caller caller, String path, String requestId) {
			String name = AnswerHeaders.plain(model.id().value());
			FeedbackPace pace = services.pace();
			if (model.requests().sendLoadingState() && path.startsWith(CHAT)) {
				return new Plan(name, pace.textGrace(), pace.text(),
						() -> new LoadingStateWords("chatcmpl-" + requestId, model.id().value(),
								InstantSource.system().instant().getEpochSecond()));
			}
			Duration grace = model.requests().answers().loadingFeedback();
			return grace.isZero() ? null : new Plan(name, grace, pace.comment(),
					() -> new CommentWords(services.lifecycle(), wanted, caller::mayUse, MonotonicClock.system()));
		}

	}

}
