package io.llamaswap.log;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

import io.llamaswap.model.ModelId;

/**
 * All histories of the program: its own lines, the output of each model, of all models,
 * and the combined log. All methods may be called from any thread.
 */
public final class LogBook {

	private final int capacity;

	private final LogHistory combined;

	private final LogHistory program;

	private final LogHistory upstream;

	private final List<LogHistory> modelTargets;

	private final Map<ModelId, LogHistory> models = new ConcurrentHashMap<>();

	/**
	 * Makes empty histories whose combined log shows models and program: what
	 * {@code /logs} promises (llama-swap shows the program only).
	 */
	public LogBook() {
		this(LogMode.BOTH, LogHistory.DEFAULT_CAPACITY);
	}

	/**
	 * Makes empty histories.
	 * @param combinedMode what the combined log shows
	 * @param capacity bytes kept per source, at least 1
	 */
	public LogBook(LogMode combinedMode, int capacity) {
		this.capacity = capacity;
		this.combined = new LogHistory(capacity);
		this.upstream = new LogHistory(capacity);
		this.program = new LogHistory(capacity,
				(combinedMode.showsProgram()) ? new LineJoiner(List.of(this.combined)) : null);
		this.modelTargets = (combinedMode.showsModels()) ? List.of(this.upstream, this.combined)
				: List.of(this.upstream);
	}

	/**
	 * Returns the program's own lines, which llama-swap calls the proxy's.
	 * @return the history; what is appended goes to the combined log too, by its mode
	 */
	public LogHistory program() {
		return this.program;
	}

	/**
	 * Returns the output of all models, interleaved by whole lines.
	 * @return the history; write to {@link #of} instead
	 */
	public LogHistory upstream() {
		return this.upstream;
	}

	/**
	 * Returns what the mode lets through of program and models.
	 * @return the history; write to {@link #program} and {@link #of} instead
	 */
	public LogHistory combined() {
		return this.combined;
	}

	/**
	 * Returns the output of one model, the same over all its lives. What is appended to
	 * it goes line by line to {@link #upstream} and, by the mode, to {@link #combined}.
	 * @param model the real id
	 * @return its history, made on the first call
	 */
	public LogHistory of(ModelId model) {
		return this.models.computeIfAbsent(model,
				(id) -> new LogHistory(this.capacity, new LineJoiner(this.modelTargets)));
	}

	/**
	 * Ends all streams that follow a history, because the program ends.
	 */
	public void endFollowers() {
		Stream.concat(Stream.of(this.program, this.upstream, this.combined), this.models.values().stream())
			.forEach(LogHistory::endFollowers);
	}

}
