package io.llamaswap.hardware;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import io.llamaswap.hardware.Hardware.Accelerator;

/**
 * What NVIDIA's cards are: by the vendor's tool, or, where that is not there or would
 * wake a card, at least that there are some.
 */
final class NvidiaCards {

	private static final NvidiaQuery QUERY = NvidiaQuery.of("index", "name", "memory.total", "driver_version",
			"power.limit");

	private static final long MEBIBYTE = 1 << 20;

	private static final String VENDOR = "nvidia";

	private NvidiaCards() {
	}

	static List<Accelerator> find(ToolRunner tools, PciCards cards) {
		List<Path> seen = cards.all();
		if (tools.isThere(NvidiaQuery.TOOL) && seen.stream().noneMatch(PciCards::sleeps)) {
			List<Accelerator> told = parse(QUERY.ask(tools).orElse(""));
			if (!told.isEmpty()) {
				return told;
			}
		}
		return seen.stream().map((card) -> new Accelerator(VENDOR, null, "unknown", null, null, null, null)).toList();
	}

	private static List<Accelerator> parse(String printed) {
		List<Accelerator> found = new ArrayList<>();
		for (String[] values : QUERY.rows(printed)) {
			double memory = TextFiles.number(values[2]);
			double power = TextFiles.number(values[4]);
			// Chips that share the memory of the processor do not tell how much.
			boolean own = !Double.isNaN(memory);
			found.add(new Accelerator(VENDOR, values[1], own ? "dedicated" : "unknown",
					own ? Long.valueOf((long) (memory * MEBIBYTE)) : null, VENDOR, values[3],
					Double.isNaN(power) ? null : Double.valueOf(power)));
		}
		return found;
	}

}
