package io.llamaswap.activity;

import java.time.Instant;
import java.util.Comparator;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;

import org.jspecify.annotations.Nullable;

/**
 * Which rows are wanted, and in which order (contract 6.4).
 *
 * @param models wanted models, empty for all
 * @param start earliest time, or {@code null}
 * @param end latest time, or {@code null}
 * @param minId smallest number
 * @param maxId greatest number
 * @param sort name of the column to sort by, one of {@link #COLUMNS}
 * @param descending whether the greatest comes first
 */
public record ActivityQuery(Set<String> models, @Nullable Instant start, @Nullable Instant end, long minId, long maxId,
		String sort, boolean descending) {

	private static final Map<String, Comparator<ActivityRow>> ORDERS = Map.ofEntries(
			Map.entry("id", Comparator.comparingLong(ActivityRow::id)), by("time", ActivityRow::timestamp),
			by("model", ActivityRow::model), by("req_path", ActivityRow::path),
			by("resp_status_code", ActivityRow::status), by("resp_content_type", ActivityRow::contentType),
			by("cached", (row) -> row.tokens().cached()), by("prompt", (row) -> row.tokens().input()),
			by("generated", (row) -> row.tokens().output()), by("drafted", (row) -> row.tokens().drafted()),
			by("prompt_speed", (row) -> row.tokens().promptPerSecond()),
			by("gen_speed", (row) -> row.tokens().tokensPerSecond()), by("duration", ActivityRow::duration));

	/** What rows can be sorted by. */
	public static final Set<String> COLUMNS = ORDERS.keySet();

	/**
	 * Copies the set.
	 */
	public ActivityQuery {
		models = Set.copyOf(models);
	}

	private static <T extends Comparable<? super T>> Map.Entry<String, Comparator<ActivityRow>> by(String column,
			Function<ActivityRow, T> value) {
		return Map.entry(column, Comparator.comparing(value));
	}

	Predicate<ActivityRow> filter() {
		return (row) -> (this.models.isEmpty() || this.models.contains(row.model()))
				&& (this.start == null || !row.timestamp().isBefore(this.start))
				&& (this.end == null || !row.timestamp().isAfter(this.end)) && row.id() >= this.minId
				&& row.id() <= this.maxId;
	}

	Comparator<ActivityRow> order() {
		Comparator<ActivityRow> order = ORDERS.getOrDefault(this.sort, Comparator.comparingLong(ActivityRow::id))
			.thenComparingLong(ActivityRow::id);
		return this.descending ? order.reversed() : order;
	}

}
