package io.llamaswap.config;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

import io.llamaswap.config.yaml.YamlScalar;
import io.llamaswap.model.ModelId;

/**
 * Gives types to keys, preloading and ignored paths.
 */
final class AccessBinder {

	private static final Pattern NOT_RE2 = Pattern.compile("\\(\\?(=|!|<=|<!|>)|(?<!\\\\)(\\\\\\\\)*\\\\[1-9]");

	private final Section root;

	private final Names names;

	AccessBinder(Section root, Names names) {
		this.root = root;
		this.names = names;
	}

	AccessConfiguration bind() {
		return new AccessConfiguration(apiKeys(), this.root.flag("includeAliasesInList", false), preload(),
				ignorePaths());
	}

	private List<String> apiKeys() {
		List<String> keys = new ArrayList<>();
		for (YamlScalar key : this.root.texts("apiKeys")) {
			if (key.text().isEmpty()) {
				this.root.problems()
					.error(key.position(), "apiKeys", "an empty key", "a key of at least one character");
			}
			else if (key.text().indexOf(' ') >= 0) {
				this.root.problems().error(key.position(), "apiKeys", "a key with a space", "a key without spaces");
			}
			else {
				keys.add(key.text());
			}
		}
		return keys;
	}

	private List<ModelId> preload() {
		Section hooks = this.root.section("hooks");
		Section onStartup = hooks.section("on_startup");
		List<ModelId> models = new ArrayList<>();
		for (YamlScalar name : onStartup.texts("preload")) {
			ModelId id = this.names.find(name.text().strip());
			if (id == null) {
				this.root.problems()
					.warn(name.position(), onStartup.path("preload"),
							"\"" + name.text() + "\" is no model, so nothing is loaded for it",
							"a model id or an alias", NearMiss.ask(name.text(), this.names.asMap().keySet()));
			}
			else if (!models.contains(id)) {
				models.add(id);
			}
		}
		onStartup.close();
		hooks.close();
		return models;
	}

	private List<Pattern> ignorePaths() {
		Section upstream = this.root.section("upstream");
		List<Pattern> patterns = new ArrayList<>();
		for (YamlScalar written : upstream.texts("ignorePaths")) {
			add(written, upstream.path("ignorePaths"), patterns);
		}
		boolean replaced = !upstream.texts("ignorePaths").isEmpty();
		upstream.close();
		return replaced ? patterns : AccessConfiguration.IGNORED_BY_DEFAULT;
	}

	private void add(YamlScalar written, String path, List<Pattern> patterns) {
		if (NOT_RE2.matcher(written.text()).find()) {
			this.root.problems()
				.error(written.position(), path, "look-ahead, look-behind and back references are not possible",
						"a regular expression of the RE2 kind");
			return;
		}
		try {
			patterns.add(Pattern.compile(written.text().replace("(?P<", "(?<")));
		}
		catch (PatternSyntaxException ex) {
			this.root.problems()
				.error(written.position(), path, "not a regular expression: " + ex.getDescription(),
						"a regular expression of the RE2 kind");
		}
	}

}
