package io.llamaswap.api;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongPredicate;

import io.llamaswap.activity.ActivityQuery;
import io.llamaswap.activity.ActivityRow;
import io.llamaswap.activity.TokenCounts;
import org.jspecify.annotations.Nullable;

import org.springframework.util.MultiValueMap;

/**
 * One page of rows as it is asked for and shown (contract 6.4).
 *
 * @param query which rows, in which order
 * @param limit how many on a page
 * @param page which page, the first is 1
 */
record ActivityPage(ActivityQuery query, int limit, int page) {

	private static final int DEFAULT_LIMIT = 25;

	private static final int MOST = 999;

	/**
	 * Reads what is asked for.
	 * @param parameters parameters of the query
	 * @return the page
	 * @throws IllegalArgumentException with llama-swap's words if something is wrong
	 */
	static ActivityPage of(MultiValueMap<String, String> parameters) {
		long limit = number(parameters, "limit", DEFAULT_LIMIT);
		check(limit >= 1 && limit <= MOST, "limit must be between 1 and 999");
		long page = number(parameters, "page", 1);
		check(page >= 1, "page must be >= 1");
		String sort = text(parameters, "sort", "id");
		check(ActivityQuery.COLUMNS.contains(sort), "invalid sort column");
		String order = text(parameters, "order", "desc");
		check(order.equals("asc") || order.equals("desc"), "order must be asc or desc");
		long minId = number(parameters, "min_id", 1);
		check(minId >= 1, "min_id must be >= 1");
		long maxId = number(parameters, "max_id", Long.MAX_VALUE);
		check(maxId >= 1, "max_id must be >= 1");
		check(minId <= maxId, "min_id must be <= max_id");
		Instant start = time(parameters, "start");
		Instant end = time(parameters, "end");
		check(start == null || end == null || !start.isAfter(end), "start must be before end");
		List<String> models = parameters.getOrDefault("model", List.of());
		return new ActivityPage(
				new ActivityQuery(Set.copyOf(models), start, end, minId, maxId, sort, order.equals("desc")),
				(int) limit, (int) Math.min(page, Integer.MAX_VALUE));
	}

	private static void check(boolean right, String message) {
		if (!right) {
			throw new IllegalArgumentException(message);
		}
	}

	private static String text(MultiValueMap<String, String> parameters, String name, String otherwise) {
		String value = parameters.getFirst(name);
		return (value == null || value.isEmpty()) ? otherwise : value;
	}

	private static long number(MultiValueMap<String, String> parameters, String name, long otherwise) {
		String value = text(parameters, name, "");
		try {
			return value.isEmpty() ? otherwise : Long.parseLong(value);
		}
		catch (NumberFormatException ex) {
			return -1;
		}
	}

	private static @Nullable Instant time(MultiValueMap<String, String> parameters, String name) {
		String value = text(parameters, name, "");
		try {
			return value.isEmpty() ? null : OffsetDateTime.parse(value).toInstant();
		}
		catch (DateTimeParseException ex) {
			throw new IllegalArgumentException("invalid '" + name + "' timestamp, use RFC3339 format", ex);
		}
	}

	/**
	 * Shows this page.
	 * @param rows all rows that the query finds
	 * @param captured tells of a row's number whether there is a capture
	 * @return the members of the answer
	 */
	Map<String, Object> show(List<ActivityRow> rows, LongPredicate captured) {
		long skipped = Math.min(rows.size(), (this.page - 1L) * this.limit);
		Map<String, Object> shown = new LinkedHashMap<>();
		shown.put("data",
				rows.stream().skip(skipped).limit(this.limit).map((row) -> row(row, captured.test(row.id()))).toList());
		shown.put("page", this.page);
		shown.put("limit", this.limit);
		shown.put("total", rows.size());
		shown.put("total_pages", (rows.size() + this.limit - 1) / this.limit);
		return shown;
	}

	private static Map<String, Object> row(ActivityRow row, boolean captured) {
		Map<String, Object> shown = new LinkedHashMap<>();
		shown.put("id", row.id());
		shown.put("timestamp", row.timestamp().truncatedTo(ChronoUnit.SECONDS));
		shown.put("model", row.model());
		shown.put("req_path", row.path());
		shown.put("resp_content_type", row.contentType());
		shown.put("resp_status_code", row.status());
		shown.put("tokens", tokens(row.tokens()));
		shown.put("duration_ms", row.duration().toMillis());
		shown.put("has_capture", captured);
		if (row.error() != null) {
			shown.put("error_msg", row.error());
		}
		if (!row.metadata().isEmpty()) {
			shown.put("metadata", row.metadata());
		}
		return shown;
	}

	private static Map<String, Object> tokens(TokenCounts tokens) {
		Map<String, Object> shown = new LinkedHashMap<>();
		shown.put("cache_tokens", tokens.cached());
		shown.put("draft_tokens", tokens.drafted());
		shown.put("draft_acc_tokens", tokens.accepted());
		shown.put("input_tokens", tokens.input());
		shown.put("output_tokens", tokens.output());
		shown.put("prompt_per_second", tokens.promptPerSecond());
		shown.put("tokens_per_second", tokens.tokensPerSecond());
		return shown;
	}

}
