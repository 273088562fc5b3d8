package io.llamaswap.config;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/**
 * Finds the name that somebody probably meant.
 */
final class NearMiss {

	private static final int MAX_LENGTH = 80;

	private NearMiss() {
	}

	/**
	 * Finds the nearest of several names.
	 * @param name what was written
	 * @param candidates what exists
	 * @return the nearest candidate that a typing slip, a hyphen or a capital letter away
	 */
	static Optional<String> find(String name, Collection<String> candidates) {
		String folded = fold(name);
		if (folded.isEmpty() || name.length() > MAX_LENGTH) {
			return Optional.empty();
		}
		int tolerance = Math.max(1, folded.length() / 4);
		return candidates.stream()
			.filter((candidate) -> !candidate.equals(name) && candidate.length() <= MAX_LENGTH)
			.filter((candidate) -> distance(folded, fold(candidate)) <= tolerance)
			.min(Comparator.comparingInt((candidate) -> distance(folded, fold(candidate))));
	}

	/**
	 * Asks whether the nearest name was meant.
	 * @param name what was written
	 * @param candidates what exists
	 * @return a question, or {@code ""} if nothing is near
	 */
	static String ask(String name, Collection<String> candidates) {
		return find(name, candidates).map((near) -> "Did you mean \"" + near + "\"?").orElse("");
	}

	private static String fold(String name) {
		return name.toLowerCase(Locale.ROOT).replaceAll("[-_ .]", "");
	}

	// Damerau-Levenshtein with adjacent swaps, the commonest slips of typing.
	private static int distance(String left, String right) {
		int[][] cost = new int[left.length() + 1][right.length() + 1];
		for (int i = 0; i <= left.length(); i++) {
			for (int j = 0; j <= right.length(); j++) {
				cost[i][j] = ((i == 0) || (j == 0)) ? i + j : cheapest(cost, left, right, i, j);
			}
		}
		return cost[left.length()][right.length()];
	}

	private static int cheapest(int[][] cost, String left, String right, int i, int j) {
		boolean same = left.charAt(i - 1) == right.charAt(j - 1);
		int least = Math.min(cost[i - 1][j - 1] + (same ? 0 : 1), Math.min(cost[i - 1][j], cost[i][j - 1]) + 1);
		boolean swapped = i > 1 && j > 1 && left.charAt(i - 1) == right.charAt(j - 2)
				&& left.charAt(i - 2) == right.charAt(j - 1);
		return swapped ? Math.min(least, cost[i - 2][j - 2] + 1) : least;
	}

}
