package io.llamaswap.upstream.process;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;

import io.llamaswap.config.CommandSyntax;
import io.llamaswap.model.ModelId;
import io.llamaswap.upstream.BesideCommand;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The {@code cmdStop} of a model: runs instead of a signal, in a group of its own, with
 * the environment of the model, for a limited time. What it prints goes to the model's
 * log.
 */
final class StopCommand {

	private static final Logger logger = LoggerFactory.getLogger(StopCommand.class);

	private static final String PID_MACRO = "${PID}";

	private final ModelId model;

	private final BesideProcess beside;

	StopCommand(ModelId model, BesideProcess beside) {
		this.model = model;
		this.beside = beside;
	}

	/**
	 * Tells whether the command is about the main process and makes no sense without it.
	 * @param cmdStop the command
	 * @return whether it contains <code>${PID}</code>
	 */
	static boolean namesProcess(String cmdStop) {
		return cmdStop.contains(PID_MACRO);
	}

	/**
	 * Finds what has to be run when the main process has gone, such as the end of a
	 * container that outlives its client.
	 * @param cmdStop the command
	 * @return its words, empty if it is about the main process, or there is none
	 */
	static List<String> withoutProcess(String cmdStop) {
		return (cmdStop.isBlank() || namesProcess(cmdStop)) ? List.of() : CommandSyntax.ofSystem().split(cmdStop);
	}

	/**
	 * Runs it.
	 * @param cmdStop the command, with <code>${PID}</code>
	 * @param pid process id of the model server
	 * @param limit how long it may take before it is killed
	 * @return whether it ended in time with exit code 0; never fails
	 */
	CompletableFuture<Boolean> run(String cmdStop, long pid, Duration limit) {
		List<String> words = CommandSyntax.ofSystem().split(cmdStop.replace(PID_MACRO, Long.toString(pid)));
		return this.beside.run(new BesideCommand(words, Map.of(), limit)).handle((exitCode, error) -> {
			if (error instanceof TimeoutException) {
				logger.warn("{}: cmdStop did not end within {} ms", this.model, limit.toMillis());
			}
			else if (error != null) {
				logger.warn("{}: cmdStop could not be run: {}", this.model, error.getMessage());
			}
			else if (exitCode != 0) {
				logger.warn("{}: cmdStop ended with exit code {}", this.model, exitCode);
			}
			return error == null && exitCode == 0;
		});
	}

}
