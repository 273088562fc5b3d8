package io.llamaswap.hardware;

import java.util.List;
import java.util.Optional;

/**
 * What {@code nvidia-smi} is asked of every card, and how its answer is read: one line
 * each, its values in the order of the question.
 *
 * @param fields names of values, the index of the card first
 */
record NvidiaQuery(List<String> fields) {

	static final String TOOL = "nvidia-smi";

	static NvidiaQuery of(String... fields) {
		return new NvidiaQuery(List.of(fields));
	}

	/**
	 * Asks. Blocks.
	 * @param tools runs the program
	 * @return what it printed, or empty if it failed or took longer than
	 * {@link NvidiaSmi#LIMIT}
	 */
	Optional<String> ask(ToolRunner tools) {
		return tools.run(List.of(TOOL, "--query-gpu=" + String.join(",", this.fields), "--format=csv,noheader,nounits"),
				NvidiaSmi.LIMIT);
	}

	/**
	 * Finds the lines that are about a card.
	 * @param printed what it printed
	 * @return the values of each card; the first one is a number
	 */
	List<String[]> rows(String printed) {
		return printed.lines()
			.map((line) -> line.strip().split("\\s*,\\s*", -1))
			.filter((values) -> values.length == this.fields.size() && !Double.isNaN(TextFiles.number(values[0])))
			.toList();
	}

}
