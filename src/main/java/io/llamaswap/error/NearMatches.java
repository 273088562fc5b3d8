package io.llamaswap.error;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * Finds the names that somebody who mistyped one may have meant.
 */
final class NearMatches {

	/** A name from outside is not shown beyond this many characters. */
	static final int MAX_LENGTH = 256;

	/** Longer names are not compared: this runs on an event loop. */
	static final int MAX_COMPARED = 100;

	/** So many known names are looked at, so that an answer costs a bounded time. */
	static final int MAX_CANDIDATES = 200;

	private static final int MAX_SHOWN = 3;

	private NearMatches() {
	}

	/**
	 * Returns the end of a sentence that names the near matches.
	 * @param requested the name as requested
	 * @param known names to choose from
	 * @return the end of the sentence, or {@code ""} if nothing is near
	 */
	static String suggestion(String requested, Collection<String> known) {
		List<String> near = find(requested, known);
		if (near.isEmpty()) {
			return "";
		}
		return near.stream().map(NearMatches::shown).collect(Collectors.joining(" or ", "; did you mean ", "?"));
	}

	/**
	 * Quotes a name for a message and cuts it if it is too long.
	 * @param name the name
	 * @return the name in double quotes
	 */
	static String shown(String name) {
		String text = (name.length() <= MAX_LENGTH) ? name : name.substring(0, MAX_LENGTH) + "…";
		return "\"" + text + "\"";
	}

	static List<String> find(String requested, Collection<String> known) {
		if (requested.isBlank() || requested.length() > MAX_COMPARED) {
			return List.of();
		}
		String wanted = requested.toLowerCase(Locale.ROOT);
		int limit = limit(wanted);
		return known.stream()
			.limit(MAX_CANDIDATES)
			.map((name) -> new Match(name, distance(wanted, name.toLowerCase(Locale.ROOT), limit)))
			.filter((match) -> match.distance() <= limit)
			.sorted(Comparator.comparingInt(Match::distance).thenComparing(Match::name))
			.limit(MAX_SHOWN)
			.map(Match::name)
			.toList();
	}

	// Of a short name little has to be another one before nothing of it is left: one of
	// two or three letters, two of up to eleven.
	private static int limit(String wanted) {
		return Math.max(Math.min(2, wanted.length() / 2), wanted.length() / 4);
	}

	// A name behind its peer or vendor is the name itself. One that contains the other
	// one whole is near, whatever the edits: people leave the quantization away.
	private static int distance(String wanted, String name, int limit) {
		if (name.equals(wanted) || name.endsWith("/" + wanted)) {
			return 0;
		}
		if (Math.min(wanted.length(), name.length()) >= 3 && (name.contains(wanted) || wanted.contains(name))) {
			return 1;
		}
		boolean hopeless = Math.abs(name.length() - wanted.length()) > limit;
		return hopeless ? Integer.MAX_VALUE : levenshtein(wanted, name);
	}

	private static int levenshtein(String left, String right) {
		int[] row = new int[right.length() + 1];
		for (int column = 0; column <= right.length(); column++) {
			row[column] = column;
		}
		for (int line = 1; line <= left.length(); line++) {
			int diagonal = row[0];
			row[0] = line;
			for (int column = 1; column <= right.length(); column++) {
				int above = row[column];
				int replaced = diagonal + ((left.charAt(line - 1) == right.charAt(column - 1)) ? 0 : 1);
				row[column] = Math.min(replaced, Math.min(above, row[column - 1]) + 1);
				diagonal = above;
			}
		}
		return row[right.length()];
	}

	/**
	 * A known name and how far it is from the wanted one.
	 *
	 * @param name the known name
	 * @param distance edits between the two, ignoring case
	 */
	private record Match(String name, int distance) {

	}

}
