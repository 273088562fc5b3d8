package io.llamaswap.config.yaml;

/**
 * Bounds that no honest file meets, so that no file can cost more than they say.
 *
 * @param characters how many characters one source may have
 * @param depth how many levels its tree may have
 * @param weight how much the tree may hold once aliases are written out, where a node
 * weighs its characters and 16
 */
public record YamlLimits(int characters, int depth, long weight) {

	/** What the program uses: a file of 94 models in 45 groups has 66,000 characters. */
	public static final YamlLimits DEFAULT = new YamlLimits(8 << 20, 200, 24L << 20);

}
