package io.llamaswap.config;

import java.util.List;

/**
 * What listings say that a model can do.
 *
 * @param in kinds of input: text, audio, image
 * @param out kinds of output: text, audio, image
 * @param tools whether it calls tools
 * @param reranker whether it ranks documents
 * @param context length of its context in tokens, 0 if unknown
 */
public record CapabilityConfiguration(List<String> in, List<String> out, boolean tools, boolean reranker, int context) {

	/**
	 * Copies the lists.
	 */
	public CapabilityConfiguration {
		in = List.copyOf(in);
		out = List.copyOf(out);
	}

}
