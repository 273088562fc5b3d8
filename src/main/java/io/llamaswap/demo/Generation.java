package io.llamaswap.demo;

import java.io.IOException;

/**
 * Makes one answer at its pace, streamed or whole, and misbehaves on the way if told to.
 */
final class Generation {

	private static final long LONG_PAUSE = 50_000_000;

	private final Exchange exchange;

	private final AnswerFormat format;

	private final Events events;

	private final StringBuilder text = new StringBuilder();

	private final int wanted;

	private final boolean limited;

	private final long interval;

	private int tokens;

	Generation(Exchange exchange, AnswerFormat format, Events events) {
		this.exchange = exchange;
		this.format = format;
		this.events = events;
		JsonFields fields = exchange.body().fields();
		String limit = fields.scalar("max_tokens",
				fields.scalar("max_completion_tokens", fields.scalar("max_output_tokens", "")));
		this.limited = !limit.isEmpty() && Character.isDigit(limit.charAt(0));
		this.wanted = (this.limited) ? Integer.parseInt(limit) : exchange.switches().number(Switch.TOKENS, 48);
		double rate = exchange.switches().decimal(Switch.TOKENS_PER_SECOND, 40);
		this.interval = (rate > 0) ? (long) (1e9 / rate) : 0;
	}

	/**
	 * Answers.
	 * @return what became of it: done, cut, reset or cancelled
	 * @throws IOException if the connection breaks
	 */
	String run() throws IOException {
		boolean streamed = this.exchange.isStreamed();
		StringBuilder chunk = new StringBuilder(256);
		long begin = System.nanoTime();
		long first = begin + this.exchange.switches().nanos(Switch.PROMPT_DELAY);
		if (!this.exchange.input().awaitWhileConnected(first)) {
			return cancelled();
		}
		if (streamed) {
			this.exchange.output().beginStream("text/event-stream");
			this.format.begin(chunk);
		}
		DemoText source = new DemoText(this.exchange.model(), seed());
		long next = System.nanoTime();
		while (this.tokens < this.wanted) {
			String outcome = misbehave();
			if (!outcome.isEmpty()) {
				return outcome;
			}
			String token = source.next();
			this.text.append(token);
			if (streamed) {
				this.format.token(chunk, token);
				send(chunk);
			}
			this.tokens++;
			next += this.interval;
			if (isPause(streamed, next) && !this.exchange.input().awaitWhileConnected(next)) {
				return cancelled();
			}
		}
		return finish(streamed, chunk, new Usage((int) Math.max(1, this.exchange.body().length() / 4), this.tokens,
				Math.max(1, (first - begin) / 1e6), (System.nanoTime() - first) / 1e6, this.limited));
	}

	private boolean isPause(boolean streamed, long next) {
		// Before each token of a stream; otherwise seldom, because a short wait does not
		// notice that the other side has left.
		boolean last = this.tokens == this.wanted;
		return this.interval > 0 && ((streamed) ? !last : last || next - System.nanoTime() > LONG_PAUSE);
	}

	private String finish(boolean streamed, StringBuilder chunk, Usage usage) throws IOException {
		this.events.finishing();
		if (streamed) {
			this.format.end(chunk, this.text.toString(), usage);
			send(chunk);
			this.exchange.output().endStream();
		}
		else {
			this.exchange.output().answer(200, "application/json", this.format.whole(this.text.toString(), usage));
		}
		return "done";
	}

	private void send(StringBuilder chunk) throws IOException {
		if (chunk.length() > 0) {
			this.exchange.output().chunk(chunk);
			chunk.setLength(0);
		}
	}

	private String misbehave() throws IOException {
		if (isDue(Switch.EXIT_AFTER_TOKENS)) {
			this.events.die();
		}
		if (isDue(Switch.STALL_AFTER)) {
			this.exchange.input().awaitWhileConnected(System.nanoTime() + 3_600_000_000_000L);
			return cancelled();
		}
		if (isDue(Switch.CUT_AFTER) || isDue(Switch.RESET_AFTER)) {
			boolean reset = isDue(Switch.RESET_AFTER);
			this.exchange.output().breakOff(reset);
			return (reset) ? "reset" : "cut";
		}
		return "";
	}

	private boolean isDue(Switch what) {
		return this.exchange.switches().has(what) && this.exchange.switches().number(what, 0) == this.tokens;
	}

	private String cancelled() throws IOException {
		this.events.cancelled(this.tokens);
		this.exchange.output().breakOff(false);
		return "cancelled";
	}

	/**
	 * Tells how far it has come, for when the connection breaks.
	 * @return tokens sent
	 */
	int tokens() {
		return this.tokens;
	}

	private long seed() {
		String seed = this.exchange.body().fields().scalar("seed", "1");
		return seed.hashCode();
	}

	/**
	 * Told what becomes of a generation.
	 */
	interface Events {

		/**
		 * The other side left before the end.
		 * @param tokens how many it was sent
		 */
		void cancelled(int tokens);

		/**
		 * The end of the answer is about to be sent. Whoever has it may end this process
		 * before anything can be noted of it.
		 */
		void finishing();

		/**
		 * The server is to die now; never returns.
		 */
		void die();

	}

}
