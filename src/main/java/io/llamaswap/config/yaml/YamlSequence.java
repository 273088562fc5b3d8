package io.llamaswap.config.yaml;

import java.util.List;

/**
 * A list.
 *
 * @param items its elements in order
 * @param position where it begins
 */
public record YamlSequence(List<YamlNode> items, Position position) implements YamlNode {

	/**
	 * Copies the items.
	 */
	public YamlSequence {
		items = List.copyOf(items);
	}

	@Override
	public String describe() {
		return "a list";
	}

}
