package io.llamaswap.security;

import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

import io.llamaswap.config.NamePattern;

/**
 * The names of models that a caller may use: literal ones and ones with {@code *} for any
 * number of characters.
 */
final class ModelNames implements Predicate<String> {

	private final boolean all;

	private final Set<String> literal;

	private final List<NamePattern> wild;

	/**
	 * Takes names.
	 * @param names the names; none means all
	 */
	ModelNames(List<String> names) {
		this.all = names.isEmpty() || names.contains("*");
		this.literal = names.stream()
			.filter((name) -> !NamePattern.hasStar(name))
			.collect(Collectors.toUnmodifiableSet());
		this.wild = names.stream().filter(NamePattern::hasStar).map(NamePattern::new).toList();
	}

	@Override
	public boolean test(String name) {
		return this.all || this.literal.contains(name) || this.wild.stream().anyMatch((pattern) -> pattern.test(name));
	}

}
