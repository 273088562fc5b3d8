package io.llamaswap.activity;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * One request that is over.
 *
 * @param id its number, at least 1; later ones are greater
 * @param timestamp when it was over
 * @param model real id, or the name as requested where nobody has it
 * @param path raw path as the model server saw it
 * @param contentType content type of the answer, or {@code ""}
 * @param status status of the answer, 499 if the client left before there was any
 * @param tokens what it cost
 * @param duration from its arrival to its end
 * @param error what went wrong, or {@code null}
 * @param metadata what else is known of it
 */
public record ActivityRow(long id, Instant timestamp, String model, String path, String contentType, int status,
		TokenCounts tokens, Duration duration, @Nullable String error, Map<String, String> metadata) {

	/**
	 * Copies the map.
	 */
	public ActivityRow {
		metadata = Map.copyOf(metadata);
	}

}
