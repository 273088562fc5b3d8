package io.llamaswap.config.yaml;

/**
 * A node of the untyped tree. Immutable; anchors make it a graph without cycles.
 */
public sealed interface YamlNode permits YamlScalar, YamlSequence, YamlMapping {

	/**
	 * Returns where the node begins.
	 * @return its place
	 */
	Position position();

	/**
	 * Returns what a person would call this node.
	 * @return such as {@code a list}
	 */
	String describe();

}
