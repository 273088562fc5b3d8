package io.llamaswap.demo;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Starts this program once more, in a session of its own.
 */
final class Daemon {

	private Daemon() {
	}

	/**
	 * Starts it and returns.
	 * @param arguments the switches
	 * @throws IOException if it cannot be started
	 */
	static void start(String[] arguments) throws IOException {
		List<String> command = new ArrayList<>(List.of("setsid", "-f", System.getProperty("java.home") + "/bin/java",
				"-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xshare:auto", "-cp",
				System.getProperty("java.class.path"), DemoModelServer.class.getName()));
		command.addAll(List.of(arguments));
		ProcessBuilder builder = new ProcessBuilder(command).inheritIO();
		builder.environment().put("DEMO_DAEMON", "true");
		builder.start();
	}

}
