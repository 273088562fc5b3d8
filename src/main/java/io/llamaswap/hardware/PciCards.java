package io.llamaswap.hardware;

import java.nio.file.Path;
import java.util.List;

/**
 * The display cards of one vendor as Linux sees them, which does not wake them.
 */
final class PciCards {

	static final String NVIDIA = "0x10de";

	static final String AMD = "0x1002";

	private final TextFiles files;

	private final String vendor;

	PciCards(TextFiles files, String vendor) {
		this.files = files;
		this.vendor = vendor;
	}

	/**
	 * Finds the cards.
	 * @return their folders, sorted by address; empty where Linux does not tell
	 */
	List<Path> all() {
		return this.files.list("sys/bus/pci/devices", "*")
			.stream()
			.filter((device) -> TextFiles.text(device.resolve("class")).startsWith("0x03")
					&& this.vendor.equals(TextFiles.text(device.resolve("vendor"))))
			.toList();
	}

	/**
	 * Tells whether a card sleeps, so that asking it would wake it.
	 * @param card its folder
	 * @return {@code true} if it does
	 */
	static boolean sleeps(Path card) {
		return "suspended".equals(TextFiles.text(card.resolve("power/runtime_status")));
	}

	/**
	 * Tells whether a card would go to sleep if nobody asked it.
	 * @param card its folder
	 * @return {@code true} if it is allowed to
	 */
	static boolean maySleep(Path card) {
		return "auto".equals(TextFiles.text(card.resolve("power/control")));
	}

}
