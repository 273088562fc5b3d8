package io.llamaswap.e2e;

import java.nio.file.Path;

import io.llamaswap.test.DemoModels;

/**
 * Writes a configuration whose models are demo model servers that share a journal.
 */
final class ModelsFile {

	private final Path journal;

	private final StringBuilder yaml = new StringBuilder("healthCheckTimeout: 30\nunloadTimeout: 5\n");

	ModelsFile(Path journal) {
		this.journal = journal;
		this.yaml.append(DemoModels.startPort()).append("models:\n");
	}

	/**
	 * Adds a model.
	 * @param id its id
	 * @param keys further keys on one line each, such as {@code ttl: 1}; may be empty
	 * @param switches how its server behaves
	 * @return this
	 */
	ModelsFile model(String id, String keys, String... switches) {
		return wrapped("", id, keys, switches);
	}

	/**
	 * Adds a model whose server is started by another program.
	 * @param wrapper words in front of its command, with a blank at the end; may be empty
	 * @param id its id
	 * @param keys further keys on one line each; may be empty
	 * @param switches how its server behaves
	 * @return this
	 */
	ModelsFile wrapped(String wrapper, String id, String keys, String... switches) {
		this.yaml.append("  ").append(id).append(":\n");
		this.yaml.append("    cmd: ").append(wrapper).append(DemoModels.command(id, switches));
		this.yaml.append(" --journal ").append(this.journal).append('\n');
		keys.lines().forEach((line) -> this.yaml.append("    ").append(line).append('\n'));
		return this;
	}

	ModelsFile append(String text) {
		this.yaml.append(text);
		return this;
	}

	String text() {
		return this.yaml.toString();
	}

}
