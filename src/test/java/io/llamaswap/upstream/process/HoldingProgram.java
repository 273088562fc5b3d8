package io.llamaswap.upstream.process;

import java.io.IOException;

import io.llamaswap.upstream.ModelFixture;

/**
 * A program that holds model servers of every kind until it is killed.
 */
public final class HoldingProgram {

	private static final String[] SCRIPTS = { "sleep 300", "trap '' TERM; while :; do sleep 1; done",
			"sleep 301 & sleep 302", "setsid sleep 303 & sleep 304",
			"setsid sh -c \"trap '' TERM; while :; do sleep 1; done\" & sleep 305" };

	private HoldingProgram() {
	}

	/**
	 * Starts them, prints the run's name and waits for its end.
	 * @param args a file, which the command that stops another model writes
	 * @throws IOException if there is nothing to wait for
	 */
	public static void main(String[] args) throws IOException {
		ProcessUpstreamLauncher launcher = ProcessUpstreamLauncher.ofThisMachine();
		launcher.open().toCompletableFuture().join();
		long incarnation = 0;
		for (String script : SCRIPTS) {
			launcher.launch(ModelFixture.ofScript(script).launch(++incarnation, (bytes, offset, length) -> {
			})).toCompletableFuture().join();
		}
		for (String file : args) {
			String cmdStop = "sh -c \"echo it\\'s\necho \\\"$1 over\\\" > \\\"$2\\\"\" sh 'really $HOME' \"" + file
					+ "\"";
			launcher.launch(ModelFixture.ofScript("sleep 306")
				.stoppedBy(cmdStop)
				.launch(++incarnation, (bytes, offset, length) -> {
				})).toCompletableFuture().join();
		}
		System.out.println(launcher.instance());
		System.out.flush();
		if (System.in.read() < 0) {
			launcher.close();
		}
	}

}
