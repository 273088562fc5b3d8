package io.llamaswap.security;

import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The names of models that a caller may use: literal ones and ones with {@code *} for any
 * number of characters. No pattern can take long, however long the name is.
 */
final class ModelNames implements Predicate<String> {

	private final boolean all;

	private final Set<String> literal;

	private final List<String[]> wild;

	/**
	 * Takes names.
	 * @param names the names; none means all
	 */
	ModelNames(List<String> names) {
		this.all = names.isEmpty() || names.contains("*");
		this.literal = names.stream().filter((name) -> name.indexOf('*') < 0).collect(Collectors.toUnmodifiableSet());
		this.wild = names.stream()
			.filter((name) -> name.indexOf('*') >= 0)
			.map((name) -> name.split(Pattern.quote("*"), -1))
			.toList();
	}

	@Override
	public boolean test(String name) {
		return this.all || this.literal.contains(name) || this.wild.stream().anyMatch((parts) -> matches(parts, name));
	}

	// The first and the last part are anchored, and each of the others may take the first
	// place it finds.
	private static boolean matches(String[] parts, String name) {
		String last = parts[parts.length - 1];
		if (!name.startsWith(parts[0]) || !name.endsWith(last) || name.length() < parts[0].length() + last.length()) {
			return false;
		}
		int from = parts[0].length();
		for (int index = 1; index < parts.length - 1; index++) {
			int found = name.indexOf(parts[index], from);
			if (found < 0) {
				return false;
			}
			from = found + parts[index].length();
		}
		return from <= name.length() - last.length();
	}

}
