package io.llamaswap.hardware;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Runs a vendor's tool and takes what it prints. Called on a thread that may block.
 */
public interface ToolRunner {

	/**
	 * Tells whether there is such a tool.
	 * @param program its name
	 * @return {@code true} if it could be run
	 */
	boolean isThere(String program);

	/**
	 * Runs a tool to its end.
	 * @param words its name and its arguments
	 * @param limit how long it may take; it is killed then
	 * @return what it printed, or empty if it failed, took too long or printed too much
	 */
	Optional<String> run(List<String> words, Duration limit);

}
