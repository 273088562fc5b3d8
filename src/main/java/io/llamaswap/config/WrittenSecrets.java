package io.llamaswap.config;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.llamaswap.config.yaml.YamlMapping;
import io.llamaswap.config.yaml.YamlNode;
import io.llamaswap.config.yaml.YamlScalar;
import io.llamaswap.config.yaml.YamlSequence;
import io.llamaswap.error.Redaction;

/**
 * The secrets that stand in files, kept out of what is said about them, wherever they
 * stand: behind their key, on a line of their own, or quoted by a message.
 */
final class WrittenSecrets {

	/** Shorter ones are hidden only between quotes: they may be part of any word. */
	private static final int MIN_WORD = 4;

	// The key of a caller does not say what it is.
	private static final Set<String> KEYS = Set.of("key", "keys");

	/** What nobody looked through yet: mostly there is nothing to be said. */
	private final List<YamlNode> roots = new ArrayList<>();

	private final Set<String> secrets = new LinkedHashSet<>();

	void add(YamlNode root) {
		this.roots.add(root);
	}

	/**
	 * Hides them.
	 * @param text any text
	 * @return the text without them
	 */
	String hiddenIn(String text) {
		return replacedIn(text, (secret) -> Redaction.MASK);
	}

	/**
	 * Hides them, and keeps everything else in its column.
	 * @param line a line of a file
	 * @return the line without them
	 */
	String blankedIn(String line) {
		return replacedIn(line, (secret) -> "*".repeat(secret.length()));
	}

	private String replacedIn(String text, UnaryOperator<String> replacement) {
		this.roots.forEach((root) -> collect(root, false));
		this.roots.clear();
		String shown = text;
		for (String secret : this.secrets) {
			if (shown.contains(secret)) {
				String word = Pattern.quote(secret);
				Pattern place = Pattern.compile((secret.length() >= MIN_WORD) ? "(?<!\\w)" + word + "(?!\\w)"
						: "(?<=[\"'])" + word + "(?=[\"'])");
				shown = place.matcher(shown).replaceAll(Matcher.quoteReplacement(replacement.apply(secret)));
			}
		}
		return shown;
	}

	private void collect(YamlNode node, boolean secret) {
		if (node instanceof YamlMapping mapping) {
			mapping.entries().forEach((entry) -> {
				String key = entry.key().text();
				collect(entry.value(), secret || KEYS.contains(key) || Redaction.isSecret(key));
			});
		}
		else if (node instanceof YamlSequence sequence) {
			sequence.items().forEach((item) -> collect(item, secret));
		}
		else if (node instanceof YamlScalar scalar) {
			this.secrets.addAll(secret ? Redaction.words(scalar.text()) : Redaction.secrets(scalar.text()));
		}
	}

}
