package io.llamaswap.upstream.process;

import java.nio.file.Path;
import java.util.List;

/**
 * Looks, apart from the code under test, which processes carry a run's marker.
 */
final class MarkedProcesses {

	private MarkedProcesses() {
	}

	static List<Long> of(Object instance) {
		ProcessTable table = new ProcessTable(Path.of("/proc"));
		return table.alive()
			.stream()
			.filter((entry) -> table.environment(entry)
				.stream()
				.anyMatch((variable) -> variable.startsWith("LLAMA_SWAP_LIFE=" + instance + "/")))
			.map(ProcessEntry::pid)
			.toList();
	}

}
