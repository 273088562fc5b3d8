package io.llamaswap.error;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Takes out of a command line or a line of output what not everybody is to see. Rather
 * hides too much than too little.
 */
public final class Redaction {

	/** What stands in the place of a secret. */
	public static final String MASK = "[REDACTED]";

	private static final String WORD = "(?:\"[^\"]*\"|'[^']*'|[^\\s\"'&|;<>]+)";

	/** Part of a name between dashes or underscores, so that max-tokens is none. */
	private static final String SECRET = "(?<![a-z0-9])(?:api[-_]?keys?|access[-_]?key|token|secret|password|passwd"
			+ "|passphrase|credentials?|private[-_]?key|(?:api|auth|access|bearer)token|client_?secret)(?![a-z0-9])";

	private static final String FLAG = "(?<!\\S)--?[a-z0-9_-]{0,60}?" + SECRET;

	private static final Pattern BETWEEN_WORDS = Pattern
		.compile("(?:\\$\\{[^}]{0,200}}|[\\s,\"'@\\\\\\[\\]{}]){1,4000}");

	// Loops over groups are bounded: an endless one costs stack in Java's engine.
	private static final List<Rule> RULES = List.of(
			// --api-key one two: some servers take several keys behind one flag.
			new Rule("(?i)(" + FLAG + ")(?:\\s+(?:\\\\\\s+)?(?![-\\\\])" + WORD + "){1,8}", "$1 " + MASK),
			new Rule("(?i)(" + FLAG + "=)" + WORD, "$1" + MASK),
			new Rule("(?i)(\\b[a-z0-9_]{0,60}?" + SECRET + "[a-z0-9_]{0,60}=)" + WORD, "$1" + MASK),
			// A list of a configuration.
			new Rule("(?i)([\"']?\\b[a-z0-9_-]{0,60}?" + SECRET + "[\"']?\\s{0,4}:\\s{0,4}\\[)[^\\]]{1,4000}",
					"$1" + MASK),
			new Rule("(?i)(\\b[a-z0-9_-]{0,60}?" + SECRET + "(?:\\s{0,4}:|\\s{1,4}=)\\s{1,4})(?!\\[)" + WORD,
					"$1" + MASK),
			// vLLM prints its arguments as a dictionary.
			new Rule("(?i)([\"'][a-z0-9_-]{0,60}?" + SECRET + "[\"']\\s{0,8}:\\s{0,8})" + WORD, "$1" + MASK),
			new Rule("(?i)(\\bauthorization\\s*[:=]\\s*(?:(?:bearer|basic)\\s+)?)[^\\s\"']+", "$1" + MASK),
			new Rule("(?i)(\\bx-api-key\\s*[:=]\\s*)[^\\s\"']+", "$1" + MASK),
			new Rule("\\b([a-zA-Z][a-zA-Z0-9+.-]{0,20}://)[^/\\s@\"']{1,200}@", "$1" + MASK + "@"),
			// "the password is x", and not "the password is wrong".
			new Rule(
					"(?i)(\\b(?:password|passphrase|passwd|secret|api[ _-]?key)\\s{1,4}(?:is|was)\\s{1,4})"
							+ "(?!(?:not|no|missing|invalid|required|wrong|expired|empty|set|needed)\\b)" + WORD,
					"$1" + MASK),
			// JSON Web Tokens: a header in Base64 begins so.
			new Rule("\\beyJ[A-Za-z0-9_-]{5,}+(?:\\.[A-Za-z0-9_-]*+){1,4}", MASK),
			new Rule("\\b(?:hf_|sk-|ghp_|nvapi-)[A-Za-z0-9_-]{8,}", MASK));

	private static final String ROOT = "(?:file://)?(?:~[a-zA-Z0-9_-]{0,32}|\\.{1,2}|[a-zA-Z]:)?[/\\\\](?![/\\\\])";

	// Their names may hold spaces and no colon; some programs double the backslashes.
	private static final String WINDOWS = "(?:[a-zA-Z]:|\\\\\\\\[^\\s\\\\/:\"]{1,100})[/\\\\]{1,2}"
			+ "(?:[^\\\\/:*?\"'<>|]{1,100}\\\\{1,2}){0,40}";

	// A name right below the root, which is no part of an address or of a request.
	private static final String BELOW_ROOT = "(?<!\\b(?:GET|HEAD|POST|PUT|PATCH|DELETE|OPTIONS) )"
			+ "(?<=^|[\\s\"'`(\\[]|\\s--?[a-zA-Z0-9_-]{1,40}=)/(?=[a-zA-Z0-9._-])";

	// What stands before says that no path begins here: a word, an address, another path.
	private static final String FREE = "(?<![a-zA-Z0-9_/\\\\.~-])";

	private static final String IN_NAME = "[^\\s/\\\\\"'`:;,|<>()\\[\\]{}]";

	// Up to five words, of which those before a space look like no file and no flag.
	private static final String FOLDER = "(?:(?:(?![-~.])(?:(?!\\.)" + IN_NAME + "){1,100} ){1,4}(?![-~.]))?" + IN_NAME
			+ "{1,255}[/\\\\]";

	// Names of models have slashes as well, and no extension behind them.
	private static final String RELATIVE = "(?:[A-Za-z0-9_.-]{1,255}/){1,40}"
			+ "(?=[A-Za-z0-9_.-]{0,255}\\.[a-zA-Z][a-zA-Z0-9]{1,9}(?![A-Za-z0-9_./-]))";

	private static final List<Rule> PATH_RULES = List.of(
			new Rule("([\"'`])" + ROOT + "[^\"'`]{0,1000}[/\\\\]([^/\\\\\"'`]{0,255})\\1", "$1.../$2$1"),
			new Rule(FREE + WINDOWS, ".../"), new Rule(FREE + ROOT + "(?:" + FOLDER + "){1,40}", ".../"),
			new Rule(FREE + RELATIVE, ".../"), new Rule(BELOW_ROOT, ".../"));

	private Redaction() {
	}

	/**
	 * Hides values of secret flags, of secret variables, credentials in addresses and
	 * what looks like a well-known kind of token.
	 * @param cmd the command line, newlines kept
	 * @return the same without secrets
	 */
	public static String withoutSecrets(String cmd) {
		return apply(RULES, cmd);
	}

	/**
	 * Collects what {@link #withoutSecrets} hides, to be hidden where it stands alone.
	 * @param text any text
	 * @return the words of each secret, without quotes and references such as
	 * <code>${env.KEY}</code>
	 */
	public static Set<String> secrets(String text) {
		Set<String> secrets = new LinkedHashSet<>();
		for (Rule rule : RULES) {
			Matcher found = rule.pattern().matcher(text);
			while (found.find()) {
				int begin = (found.groupCount() > 0) ? found.end(1) : found.start();
				secrets.addAll(words(text.substring(begin, found.end())));
			}
		}
		return secrets;
	}

	/**
	 * Takes a secret apart.
	 * @param secret what is to be hidden
	 * @return its words, without quotes and references
	 */
	public static Set<String> words(String secret) {
		Set<String> words = new LinkedHashSet<>(List.of(BETWEEN_WORDS.split(secret)));
		words.remove("");
		return words;
	}

	/**
	 * Tells whether the value of a key is a secret.
	 * @param key its name
	 * @return {@code true} if {@link #withoutSecrets} hides what stands behind it
	 */
	public static boolean isSecret(String key) {
		String line = key + ": x";
		return !withoutSecrets(line).equals(line);
	}

	/**
	 * Hides what {@link #withoutSecrets} hides, and of each path all but the last name,
	 * which says which file was missing.
	 * @param line a line of output
	 * @return the line for any caller
	 */
	static String withoutSecretsAndPaths(String line) {
		return apply(PATH_RULES, withoutSecrets(line));
	}

	private static String apply(List<Rule> rules, String text) {
		String redacted = text;
		for (Rule rule : rules) {
			redacted = rule.pattern().matcher(redacted).replaceAll(rule.replacement());
		}
		return redacted;
	}

	/**
	 * One thing to hide.
	 *
	 * @param pattern what to find
	 * @param replacement what to show
	 */
	private record Rule(Pattern pattern, String replacement) {

		private Rule(String regex, String replacement) {
			this(Pattern.compile(regex), replacement);
		}

	}

}
