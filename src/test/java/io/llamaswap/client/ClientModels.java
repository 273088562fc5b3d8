package io.llamaswap.client;

import java.nio.file.Path;

import io.llamaswap.test.DemoModels;

/**
 * The models that clients are tried with.
 */
final class ClientModels {

	private ClientModels() {
	}

	/**
	 * Writes a configuration.
	 * @param journal where the model servers write what happens to them
	 * @return three models that answer, one of them late, two that cannot start, one of
	 * them late, one that is slow
	 */
	static String yaml(Path journal) {
		String file = " --journal " + journal + "\n";
		return "healthCheckTimeout: 30\n" + DemoModels.startPort() + "models:\n"
				+ "  small:\n    aliases: [gpt-4o-mini, claude-test]\n    cmd: "
				+ DemoModels.command("small", "--tokens", "6", "--tokens-per-second", "200") + file
				+ "  broken:\n    cmd: " + DemoModels.command("broken", "--exit-at-start", "3") + file
				+ "  narrow:\n    cmd: " + DemoModels.command("narrow", "--tokens", "2000", "--tokens-per-second", "20")
				+ file + "  slow:\n    loadingFeedback: 1\n    cmd: "
				+ DemoModels.command("slow", "--tokens", "6", "--health-delay", "3s") + file
				+ "  doomed:\n    loadingFeedback: 1\n    cmd: "
				+ DemoModels.command("doomed", "--start-delay", "3s", "--exit-at-start", "3") + file
				+ "profiles:\n  together: [small, narrow]\n";
	}

}
