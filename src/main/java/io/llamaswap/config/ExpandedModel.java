package io.llamaswap.config;

import io.llamaswap.config.yaml.YamlMapping;
import io.llamaswap.config.yaml.YamlScalar;
import org.jspecify.annotations.Nullable;

/**
 * A model whose macros are replaced, before its values are typed.
 *
 * @param id its key
 * @param values its mapping
 * @param port the port given to it, or {@code null} if it asked for none
 */
record ExpandedModel(YamlScalar id, YamlMapping values, @Nullable Integer port) {

	String path() {
		return "models." + this.id.text();
	}

}
