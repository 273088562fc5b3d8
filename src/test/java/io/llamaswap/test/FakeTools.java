package io.llamaswap.test;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import io.llamaswap.hardware.ToolRunner;
import org.jspecify.annotations.Nullable;

/**
 * One vendor's tool that prints what a test wants, or fails.
 */
public final class FakeTools implements ToolRunner {

	/** What NVIDIA's tool prints of two cards, of which the second says little. */
	public static final String TWO_CARDS = """
			0, NVIDIA GeForce RTX 4090, GPU-1, 45, 98, 20480, 24564, 30, 312.50
			1, NVIDIA GB10, GPU-2, 40, 0, [N/A], [N/A], [Not Supported], 12.00
			""";

	private final List<List<String>> runs = new ArrayList<>();

	private volatile @Nullable String output;

	/**
	 * Makes a tool.
	 * @param output what it prints, or {@code null} if it fails
	 */
	public FakeTools(@Nullable String output) {
		this.output = output;
	}

	/**
	 * Says what the tool prints from now on.
	 * @param text what it prints, or {@code null} if it fails
	 */
	public void prints(@Nullable String text) {
		this.output = text;
	}

	@Override
	public boolean isThere(String program) {
		return true;
	}

	@Override
	public Optional<String> run(List<String> words, Duration limit) {
		this.runs.add(words);
		return Optional.ofNullable(this.output);
	}

	/**
	 * Returns what was run.
	 * @return the commands
	 */
	public List<List<String>> runs() {
		return this.runs;
	}

}
