package io.llamaswap.activity;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Reads what an answer cost out of what it says (contract 6.2): OpenAI's and Anthropic's
 * {@code usage}, llama-server's {@code timings}, vLLM's {@code metrics}. One answer per
 * instance.
 */
final class UsageReader {

	private static final JsonMapper MAPPER = JsonMapper.builder().build();

	private static final String[] OBJECTS = { "usage", "timings", "metrics" };

	private int input;

	private int output;

	private int cached = -1;

	private @Nullable JsonNode timings;

	private @Nullable JsonNode metrics;

	private boolean found;

	/**
	 * Reads a stream of events. Lines that are not complete say nothing.
	 * @param text some of its lines
	 */
	void events(String text) {
		for (String line : text.split("\n", -1)) {
			if (line.startsWith("data:") && saysSomething(line)) {
				object(line.substring(5));
			}
		}
	}

	/**
	 * Reads a JSON answer.
	 * @param text the whole answer
	 */
	void json(String text) {
		object(text);
	}

	/**
	 * Reads a JSON answer whose middle is missing.
	 * @param text its beginning or its end
	 */
	void fragment(String text) {
		for (String name : OBJECTS) {
			String part = lastObject(text, name);
			if (part != null) {
				object("{\"" + name + "\":" + part + "}");
			}
		}
	}

	private static boolean saysSomething(String line) {
		return line.contains("\"usage\"") || line.contains("\"timings\"") || line.contains("\"metrics\"");
	}

	// A quote inside of a text has a backslash before it, so this finds members only.
	private static @Nullable String lastObject(String text, String name) {
		String key = "\"" + name + "\"";
		int index = text.lastIndexOf(key);
		if (index < 0 || (index > 0 && text.charAt(index - 1) == '\\')) {
			return null;
		}
		int begin = text.indexOf('{', index + key.length());
		if (begin < 0 || !text.substring(index + key.length(), begin).strip().equals(":")) {
			return null;
		}
		int depth = 0;
		for (int end = begin; end < text.length(); end++) {
			char next = text.charAt(end);
			depth += (next == '{') ? 1 : (next == '}') ? -1 : 0;
			if (depth == 0) {
				return text.substring(begin, end + 1);
			}
		}
		return null;
	}

	private void object(String text) {
		try {
			JsonNode node = MAPPER.readTree(text);
			// llama-server's /infill answers with a list.
			accept((node.isArray() && !node.isEmpty()) ? node.get(node.size() - 1) : node);
		}
		catch (JacksonException ex) {
			// No JSON after all: it says nothing.
		}
	}

	private void accept(JsonNode node) {
		usage(node.path("usage"));
		usage(node.path("response").path("usage"));
		usage(node.path("message").path("usage"));
		if (node.path("timings").isObject()) {
			this.timings = node.path("timings");
			this.found = true;
		}
		if (node.path("metrics").isObject()) {
			this.metrics = node.path("metrics");
			this.found = true;
		}
	}

	private void usage(JsonNode usage) {
		if (!usage.isObject()) {
			return;
		}
		this.found = true;
		this.input = positive(first(usage, "prompt_tokens", "input_tokens"), this.input);
		this.output = positive(first(usage, "completion_tokens", "output_tokens"), this.output);
		JsonNode cache = usage.path("cache_read_input_tokens");
		cache = cache.isNumber() ? cache : usage.path("input_tokens_details").path("cached_tokens");
		cache = cache.isNumber() ? cache : usage.path("prompt_tokens_details").path("cached_tokens");
		this.cached = cache.isNumber() ? cache.intValue() : this.cached;
	}

	private static JsonNode first(JsonNode usage, String name, String other) {
		return usage.path(name).isNumber() ? usage.path(name) : usage.path(other);
	}

	private static int positive(JsonNode value, int otherwise) {
		return (value.isNumber() && value.intValue() > 0) ? value.intValue() : otherwise;
	}

	/**
	 * Returns everything that was found.
	 * @return the counts, {@link TokenCounts#NONE} if nothing was
	 */
	TokenCounts counts() {
		if (!this.found) {
			return TokenCounts.NONE;
		}
		if (this.timings != null) {
			return ofTimings(this.timings);
		}
		return (this.metrics != null) ? ofMetrics(this.metrics)
				: new TokenCounts(this.cached, -1, -1, this.input, this.output, -1, -1);
	}

	/**
	 * Returns how long the server says that it worked.
	 * @return milliseconds, 0 if it does not say
	 */
	double workedMillis() {
		return (this.timings != null) ? number(this.timings, "prompt_ms", 0) + number(this.timings, "predicted_ms", 0)
				: 0;
	}

	private TokenCounts ofTimings(JsonNode said) {
		boolean drafts = said.path("draft_n").isNumber() && said.path("draft_n_accepted").isNumber();
		return new TokenCounts((int) number(said, "cache_n", this.cached),
				drafts ? (int) number(said, "draft_n", 0) : -1, drafts ? (int) number(said, "draft_n_accepted", 0) : -1,
				(int) number(said, "prompt_n", 0), (int) number(said, "predicted_n", 0),
				number(said, "prompt_per_second", -1), number(said, "predicted_per_second", -1));
	}

	private TokenCounts ofMetrics(JsonNode said) {
		double first = number(said, "time_to_first_token_ms", 0);
		double between = number(said, "mean_itl_ms", 0);
		JsonNode drafting = said.path("speculative_decoding");
		boolean drafts = drafting.path("num_draft_tokens").isNumber()
				&& drafting.path("num_accepted_draft_tokens").isNumber();
		return new TokenCounts(this.cached, drafts ? (int) number(drafting, "num_draft_tokens", 0) : -1,
				drafts ? (int) number(drafting, "num_accepted_draft_tokens", 0) : -1, this.input, this.output,
				(first > 0) ? (this.input - Math.max(this.cached, 0)) / (first / 1000) : -1,
				(between > 0) ? 1000 / between : -1);
	}

	private static double number(JsonNode node, String name, double otherwise) {
		return node.path(name).isNumber() ? node.path(name).doubleValue() : otherwise;
	}

}
