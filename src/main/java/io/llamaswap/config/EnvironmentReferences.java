package io.llamaswap.config;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.llamaswap.config.yaml.YamlMapping;
import io.llamaswap.config.yaml.YamlNode;
import io.llamaswap.config.yaml.YamlScalar;
import io.llamaswap.config.yaml.YamlSequence;
import org.jspecify.annotations.Nullable;

/**
 * Puts environment variables in place of <code>${env.NAME}</code>. It works on the tree
 * and not on the text of the file, so that no value can change the YAML around it.
 */
final class EnvironmentReferences {

	private static final Pattern REFERENCE = Pattern.compile("\\$\\{env\\.([A-Za-z_][A-Za-z0-9_]*)}");

	private static final int PASSES = 2;

	/** Stand-ins of one code point each for characters that mean something to YAML. */
	private static final Map<String, String> STAND_INS = Map.of("$", "\uDBFF\uDFF0", "{", "\uDBFF\uDFF1", "}",
			"\uDBFF\uDFF2");

	private final Map<String, String> environment;

	private final Problems problems;

	private final Growth growth;

	private final IdentityHashMap<YamlNode, YamlNode> done = new IdentityHashMap<>();

	EnvironmentReferences(Map<String, String> environment, Problems problems, Growth growth) {
		this.environment = environment;
		this.problems = problems;
		this.growth = growth;
	}

	/**
	 * Hides references from the YAML parser, since llama-swap replaces them before it
	 * parses and so allows them unquoted in <code>[${env.A}]</code>. Places stay the
	 * same.
	 * @param text the text of a file
	 * @return the text with stand-ins
	 */
	static String hide(String text) {
		return REFERENCE.matcher(text)
			.replaceAll(
					(match) -> STAND_INS.get("$") + STAND_INS.get("{") + "env." + match.group(1) + STAND_INS.get("}"));
	}

	/**
	 * Takes back what {@link #hide} did.
	 * @param text a piece of the tree
	 * @return the piece as written
	 */
	static String reveal(String text) {
		String revealed = text;
		if (text.indexOf('\uDBFF') >= 0) {
			for (Map.Entry<String, String> entry : STAND_INS.entrySet()) {
				revealed = revealed.replace(entry.getValue(), entry.getKey());
			}
		}
		return revealed;
	}

	YamlNode replaceIn(YamlNode node) {
		YamlNode known = this.done.get(node);
		if (known == null) {
			known = replace(node);
			this.done.put(node, known);
		}
		return known;
	}

	private YamlNode replace(YamlNode node) {
		if (node instanceof YamlScalar scalar) {
			return scalar(scalar);
		}
		if (node instanceof YamlSequence sequence) {
			return new YamlSequence(sequence.items().stream().map(this::replaceIn).toList(), sequence.position());
		}
		YamlMapping mapping = (YamlMapping) node;
		List<YamlMapping.Entry> entries = new ArrayList<>();
		Set<String> keys = new HashSet<>();
		for (YamlMapping.Entry entry : mapping.entries()) {
			YamlScalar key = scalar(entry.key());
			if (keys.add(key.text())) {
				entries.add(new YamlMapping.Entry(key, replaceIn(entry.value())));
			}
			else {
				this.problems.error(key.position(), "", "two keys are equal once their variables are replaced");
			}
		}
		return new YamlMapping(entries, mapping.position());
	}

	// Twice, since a variable may hold a reference itself (contract 2.1, step 3).
	private YamlScalar scalar(YamlScalar scalar) {
		YamlScalar current = scalar.withText(reveal(scalar.text()));
		for (int pass = 0; pass < PASSES && current.text().contains("${env."); pass++) {
			current = current.withText(once(current, scalar));
		}
		return current;
	}

	private String once(YamlScalar scalar, YamlScalar written) {
		String text = scalar.text();
		Set<String> names = new HashSet<>();
		Matcher matcher = REFERENCE.matcher(text);
		while (matcher.find()) {
			names.add(matcher.group(1));
		}
		String result = text;
		for (String name : names) {
			String reference = "${env." + name + "}";
			String value = valueOf(name, text, written);
			if (value != null) {
				result = this.growth.replace(result, reference, value);
			}
		}
		return result;
	}

	private @Nullable String valueOf(String name, String text, YamlScalar written) {
		String reference = "${env." + name + "}";
		String value = this.environment.get(name);
		if (value == null) {
			if (!standsInCommentsOnly(reference, text)) {
				this.problems.error(this.problems.locate(written, reference), "",
						"environment variable " + name + " is not set", "a value for it, or another name",
						NearMiss.ask(name, this.environment.keySet()));
			}
			return null;
		}
		if (value.indexOf('\n') >= 0 || value.indexOf('\r') >= 0 || value.indexOf('\0') >= 0) {
			this.problems.error(this.problems.locate(written, reference), "",
					"environment variable " + name + " holds a line break", "a value of one line");
			return null;
		}
		this.problems.conceal(value, reference);
		return value;
	}

	// A comment line of a command asks for nothing, so nothing has to be set.
	private static boolean standsInCommentsOnly(String reference, String text) {
		return text.indexOf('\n') >= 0
				&& text.lines().filter((line) -> line.contains(reference)).allMatch(CommandLines::isComment);
	}

}
