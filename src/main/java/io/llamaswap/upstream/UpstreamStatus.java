package io.llamaswap.upstream;

import java.time.Instant;

import io.llamaswap.model.ModelState;
import org.jspecify.annotations.Nullable;

/**
 * A snapshot of one model server.
 *
 * @param state stopped, starting, ready or stopping
 * @param since when it entered that state
 * @param pid process id of the server, or {@code null} without a process
 * @param port local port it serves on, or {@code null} if not known
 */
public record UpstreamStatus(ModelState state, Instant since, @Nullable Long pid, @Nullable Integer port) {

}
