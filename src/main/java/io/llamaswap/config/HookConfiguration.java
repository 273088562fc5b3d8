package io.llamaswap.config;

import java.net.URI;
import java.time.Duration;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * What is done at one moment of a model's life: a command that is run, or an address that
 * is called.
 *
 * @param arguments words of the command, empty if an address is called
 * @param url the address, or {@code null} if a command is run
 * @param timeout how long it may take before it is given up, and has failed
 * @param isFatal whether the start of the model fails with it; if so, the start waits for
 * it
 */
public record HookConfiguration(List<String> arguments, @Nullable URI url, Duration timeout, boolean isFatal) {

	/**
	 * Copies the words.
	 * @param arguments words of the command
	 * @param url the address
	 * @param timeout how long it may take
	 * @param isFatal whether the start fails with it
	 */
	public HookConfiguration {
		arguments = List.copyOf(arguments);
	}

}
