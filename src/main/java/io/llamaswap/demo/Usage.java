package io.llamaswap.demo;

/**
 * What an answer cost.
 *
 * @param promptTokens length of the question
 * @param tokens length of the answer
 * @param promptMillis time before the first token
 * @param millis time from the first token to the last
 * @param cutByLimit whether it ended because of {@code max_tokens}
 */
record Usage(int promptTokens, int tokens, double promptMillis, double millis, boolean cutByLimit) {

	/**
	 * Writes it as OpenAI does.
	 * @return JSON
	 */
	String openAi() {
		return "{\"prompt_tokens\":" + this.promptTokens + ",\"completion_tokens\":" + this.tokens
				+ ",\"total_tokens\":" + (this.promptTokens + this.tokens) + "}";
	}

	/**
	 * Writes it as Anthropic and OpenAI's responses do.
	 * @return JSON
	 */
	String inputOutput() {
		return "{\"input_tokens\":" + this.promptTokens + ",\"output_tokens\":" + this.tokens + ",\"total_tokens\":"
				+ (this.promptTokens + this.tokens) + "}";
	}

	/**
	 * Writes the times as llama-server does.
	 * @return JSON
	 */
	String timings() {
		return "{\"cache_n\":0," + timings("prompt", this.promptTokens, this.promptMillis) + ","
				+ timings("predicted", this.tokens, this.millis) + "}";
	}

	private static String timings(String what, int tokens, double millis) {
		double atLeast = Math.max(millis, 0.1);
		return "\"" + what + "_n\":" + tokens + ",\"" + what + "_ms\":" + Json.number(atLeast) + ",\"" + what
				+ "_per_token_ms\":" + Json.number(atLeast / Math.max(tokens, 1)) + ",\"" + what + "_per_second\":"
				+ Json.number(tokens * 1000 / atLeast);
	}

}
