package io.llamaswap.activity;

/**
 * What an answer cost. Unknown is -1 where something else is known, as llama-swap has it
 * (contract 6.2).
 *
 * @param cached input tokens that were not processed again, or -1
 * @param drafted drafted tokens, or -1
 * @param accepted drafted tokens that were right, or -1
 * @param input input tokens
 * @param output output tokens
 * @param promptPerSecond input tokens per second, or -1
 * @param tokensPerSecond output tokens per second, or -1
 */
public record TokenCounts(int cached, int drafted, int accepted, int input, int output, double promptPerSecond,
		double tokensPerSecond) {

	/** Nothing usable was said. */
	public static final TokenCounts NONE = new TokenCounts(0, 0, 0, 0, 0, 0, 0);

	/**
	 * Fills in speeds from the clock where the server said none.
	 * @param untilFirst seconds from sending the request to the first byte of the answer
	 * @param sinceFirst seconds from there to its end
	 * @return counts with speeds where they can be known
	 */
	TokenCounts timed(double untilFirst, double sinceFirst) {
		if (this.equals(NONE)) {
			return this;
		}
		int processed = this.input - Math.max(0, this.cached);
		double prompt = (this.promptPerSecond < 0 && processed > 0 && untilFirst > 0) ? processed / untilFirst
				: this.promptPerSecond;
		double tokens = (this.tokensPerSecond < 0 && this.output > 1 && sinceFirst > 0) ? this.output / sinceFirst
				: this.tokensPerSecond;
		return new TokenCounts(this.cached, this.drafted, this.accepted, this.input, this.output, prompt, tokens);
	}

}
