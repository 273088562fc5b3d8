package io.llamaswap.hardware;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Writes files as a kernel shows them.
 */
final class MachineFiles {

	private final Path root;

	MachineFiles(Path root) {
		this.root = root;
	}

	TextFiles files() {
		return new TextFiles(this.root);
	}

	MachineFiles with(String path, String text) {
		try {
			Path file = this.root.resolve(path);
			Files.createDirectories(file.resolveSibling("."));
			Files.writeString(file, text + "\n");
			return this;
		}
		catch (IOException ex) {
			throw new java.io.UncheckedIOException(ex);
		}
	}

	MachineFiles card(String address, String vendor) {
		String device = "sys/bus/pci/devices/" + address + "/";
		return with(device + "class", "0x030000").with(device + "vendor", vendor)
			.with(device + "power/runtime_status", "active")
			.with(device + "power/control", "on");
	}

}
