package io.llamaswap.upstream.process;

import java.io.File;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.llamaswap.model.ModelFailure;
import io.llamaswap.upstream.LaunchRefusedException;
import io.llamaswap.upstream.OutputSink;
import org.jspecify.annotations.Nullable;

/**
 * A child in a session of its own, its output being drained.
 *
 * @param process the child
 * @param drain takes its output
 * @param program path of its program, which reports must not show
 * @param group id of its group, or {@code null} if it is in ours
 */
record ChildProcess(Process process, OutputDrain drain, String program, @Nullable Long group) {

	private static final Pattern ERROR_CODE = Pattern.compile("error=\\d+, (.*)$");

	/**
	 * Starts a child. To be called on the spawn thread.
	 * @param host this machine
	 * @param words program and arguments
	 * @param environment what it finds in its environment
	 * @param marker put into its environment
	 * @param sink takes its output
	 * @return the child
	 * @throws LaunchRefusedException if it cannot be started
	 */
	static ChildProcess start(ProcessHost host, List<String> words, ChildEnvironment environment, LifeMarker marker,
			OutputSink sink) {
		if (words.isEmpty()) {
			throw refusal("cmd is empty: there is nothing to start");
		}
		String name = new File(words.get(0)).getName();
		String program = host.programs()
			.find(words.get(0))
			.orElseThrow(() -> refusal("the program \"%s\" was not found, or may not be run".formatted(name)));
		try {
			ProcessBuilder builder = new ProcessBuilder(command(host, program, words)).redirectErrorStream(true)
				.redirectInput(Redirect.from(nothing()));
			environment.applyTo(builder.environment());
			builder.environment().put(LifeMarker.VARIABLE, marker.value());
			Process process = builder.start();
			OutputDrain drain = new OutputDrain(process.getInputStream(), sink);
			drain.start(marker.model().value());
			return new ChildProcess(process, drain, program, (host.setsid() != null) ? process.pid() : null);
		}
		catch (IOException ex) {
			throw refusal("the operating system did not start \"%s\": %s".formatted(name, describe(ex)));
		}
	}

	/**
	 * Returns the last lines of its output.
	 * @return without the path of its program
	 */
	List<String> lastLines() {
		String name = new File(this.program).getName();
		return this.drain.tail().lines().stream().map((line) -> line.replace(this.program, name)).toList();
	}

	private static List<String> command(ProcessHost host, String program, List<String> words) {
		List<String> command = new ArrayList<>();
		// It keeps the process id, because a child of ours never leads a group already.
		if (host.setsid() != null) {
			command.add(host.setsid());
		}
		command.add(program);
		command.addAll(words.subList(1, words.size()));
		return command;
	}

	static LaunchRefusedException refusal(String reason) {
		return new LaunchRefusedException(ModelFailure.Kind.COMMAND, reason);
	}

	// Java's message begins with the command line.
	private static String describe(IOException ex) {
		Matcher matcher = ERROR_CODE.matcher(String.valueOf(ex.getMessage()));
		return matcher.find() ? matcher.group(1) : "unknown reason";
	}

	private static File nothing() {
		return new File((File.separatorChar == '/') ? "/dev/null" : "NUL");
	}

}
