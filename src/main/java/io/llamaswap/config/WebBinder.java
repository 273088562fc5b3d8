package io.llamaswap.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import io.llamaswap.config.yaml.YamlScalar;

/**
 * Gives types to what is said about paths and about pages of other sites.
 */
final class WebBinder {

	private static final Pattern ORIGIN = Pattern.compile("[a-z][a-z0-9+.-]*://[^/?#@\\s]+");

	private final Section root;

	WebBinder(Section root) {
		this.root = root;
	}

	ProbeConfiguration probes() {
		Section upstream = this.root.section("upstream");
		List<Pattern> ignorePaths = patterns(upstream, "ignorePaths");
		List<Pattern> loadOnGet = patterns(upstream, "loadOnGet");
		boolean replaced = !upstream.texts("ignorePaths").isEmpty();
		boolean given = upstream.isGiven("loadOnGet");
		upstream.close();
		return new ProbeConfiguration(replaced ? ignorePaths : ProbeConfiguration.DEFAULT.ignorePaths(),
				given ? loadOnGet : ProbeConfiguration.DEFAULT.loadOnGet());
	}

	CorsConfiguration cors() {
		Section cors = this.root.section("cors");
		List<String> origins = new ArrayList<>();
		for (YamlScalar written : cors.texts("allowedOrigins")) {
			String origin = written.text().strip().toLowerCase(Locale.ROOT);
			if (!CorsConfiguration.ANY.equals(origin) && !ORIGIN.matcher(origin).matches()) {
				cors.problems()
					.error(written.position(), cors.path("allowedOrigins"), "\"" + written.text() + "\" is no origin",
							"an origin such as http://chat.example:3000, or * for all");
			}
			origins.add(origin);
		}
		boolean given = cors.isGiven("allowedOrigins");
		cors.close();
		return given ? new CorsConfiguration(origins) : CorsConfiguration.DEFAULT;
	}

	private static List<Pattern> patterns(Section section, String key) {
		List<Pattern> patterns = new ArrayList<>();
		for (YamlScalar written : section.texts(key)) {
			try {
				patterns.add(Pattern.compile(written.text()));
			}
			catch (PatternSyntaxException ex) {
				section.problems()
					.error(section.problems().locate(written, ex.getPattern()), section.path(key),
							"not a regular expression: " + ex.getDescription() + " " + ex.getPattern(),
							"a regular expression of the RE2 kind, which has no look-ahead, look-behind and back references");
			}
		}
		return patterns;
	}

}
