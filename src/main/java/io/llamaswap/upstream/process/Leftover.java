package io.llamaswap.upstream.process;

import io.llamaswap.model.ModelId;

/**
 * A process that an earlier run of the program left behind.
 *
 * @param process the process
 * @param model whose server it belonged to
 */
record Leftover(ProcessEntry process, ModelId model) {

	@Override
	public String toString() {
		return this.model + " (process " + this.process.pid() + ")";
	}

}
