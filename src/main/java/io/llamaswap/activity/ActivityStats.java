package io.llamaswap.activity;

import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;

import org.jspecify.annotations.Nullable;

/**
 * Sums over rows (contract 6.5).
 *
 * @param requests how many rows
 * @param input input tokens of all
 * @param output output tokens of all
 * @param cached cached tokens of all, unknown ones counted as none
 * @param prompt how fast prompts were processed, or {@code null} if nothing is known
 * @param generation how fast tokens were generated, or {@code null} likewise
 */
public record ActivityStats(int requests, long input, long output, long cached, @Nullable Histogram prompt,
		@Nullable Histogram generation) {

	private static final int LEAST_BINS = 5;

	private static final int MOST_BINS = 20;

	/**
	 * Sums up.
	 * @param rows the rows
	 * @return the sums
	 */
	public static ActivityStats of(List<ActivityRow> rows) {
		long input = rows.stream().mapToLong((row) -> Math.max(0, row.tokens().input())).sum();
		long output = rows.stream().mapToLong((row) -> Math.max(0, row.tokens().output())).sum();
		long cached = rows.stream().mapToLong((row) -> Math.max(0, row.tokens().cached())).sum();
		return new ActivityStats(rows.size(), input, output, cached,
				histogram(rows, (row) -> row.tokens().promptPerSecond()),
				histogram(rows, (row) -> row.tokens().tokensPerSecond()));
	}

	private static @Nullable Histogram histogram(List<ActivityRow> rows, ToDoubleFunction<ActivityRow> speed) {
		double[] values = rows.stream().mapToDouble(speed).filter((value) -> value > 0).sorted().toArray();
		if (values.length == 0) {
			return null;
		}
		double min = values[0];
		double max = values[values.length - 1];
		int count = (min == max) ? 1
				: Math.min(MOST_BINS, Math.max(LEAST_BINS, (int) Math.ceil(Math.log(values.length) / Math.log(2)) + 1));
		double size = (min == max) ? 0 : (max - min) / count;
		int[] bins = new int[count];
		for (double value : values) {
			bins[(size == 0) ? 0 : Math.min(count - 1, (int) ((value - min) / size))]++;
		}
		return new Histogram(Arrays.stream(bins).boxed().toList(), min, max, size, percentile(values, 0.5),
				percentile(values, 0.95), percentile(values, 0.99));
	}

	private static double percentile(double[] sorted, double part) {
		double position = (sorted.length - 1) * part;
		int below = (int) position;
		int above = Math.min(sorted.length - 1, below + 1);
		return sorted[below] + (sorted[above] - sorted[below]) * (position - below);
	}

	/**
	 * How values spread.
	 *
	 * @param bins how many values fell into each of equal ranges
	 * @param min smallest value
	 * @param max greatest value
	 * @param binSize width of a range, 0 if all values are equal
	 * @param p50 the middle value
	 * @param p95 the value that 95 % do not exceed
	 * @param p99 the value that 99 % do not exceed
	 */
	public record Histogram(List<Integer> bins, double min, double max, double binSize, double p50, double p95,
			double p99) {

		/**
		 * Copies the list.
		 */
		public Histogram {
			bins = List.copyOf(bins);
		}

	}

}
