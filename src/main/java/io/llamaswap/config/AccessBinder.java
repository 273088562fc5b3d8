package io.llamaswap.config;

import java.util.ArrayList;
import java.util.List;

import io.llamaswap.config.yaml.YamlScalar;

/**
 * Gives types to keys and preloading.
 */
final class AccessBinder {

	private final Section root;

	private final Names names;

	AccessBinder(Section root, Names names) {
		this.root = root;
		this.names = names;
	}

	AccessConfiguration bind() {
		WebBinder web = new WebBinder(this.root);
		AccessConfiguration access = new AccessConfiguration(apiKeys(), this.root.flag("includeAliasesInList", false),
				new PreloadBinder(this.root, this.names).bind(), web.probes(), web.cors(),
				new EntryBinder(this.root).bind());
		if (access.entry().requireApiKeys() && !access.needsKey()) {
			this.root.problems()
				.error(this.root.at("requireApiKeys"), "requireApiKeys", "there are no keys, so everybody could call",
						"a key under apiKeys or callers, or requireApiKeys: false");
		}
		return access;
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

}
