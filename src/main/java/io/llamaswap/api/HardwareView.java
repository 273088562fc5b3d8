package io.llamaswap.api;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;

import io.llamaswap.hardware.Hardware;
import org.jspecify.annotations.Nullable;

/**
 * What the machine has with llama-swap's members and words (contract 6.7).
 */
final class HardwareView {

	private static final Map<String, String> ARCHITECTURES = Map.of("amd64", "x86_64", "x86_64", "x86_64", "aarch64",
			"arm64", "arm", "armv7", "ppc64le", "ppc64le", "riscv64", "riscv64", "s390x", "s390x");

	private static final List<String> FAMILIES = List.of("linux", "mac", "windows", "freebsd");

	private HardwareView() {
	}

	static Map<String, @Nullable Object> of(Hardware hardware, @Nullable String version) {
		Map<String, @Nullable Object> shown = new LinkedHashMap<>();
		shown.put("schema_version", 1);
		shown.put("captured_at", hardware.capturedAt());
		shown.put("capture", members("scope", "inference_host", "method", "detected", "detector",
				members("name", "llama-swap", "version", version)));
		shown.put("architecture", members("name", ARCHITECTURES.getOrDefault(hardware.architecture(), "other"),
				"raw_name", hardware.architecture()));
		shown.put("operating_system", system(hardware.system()));
		shown.put("environment",
				members("kind", hardware.environment().kind(), "name", hardware.environment().name(), "version", null));
		Hardware.Cpu cpu = hardware.cpu();
		shown.put("cpu", members("vendor", cpu.vendor(), "model", cpu.model(), "socket_count", cpu.sockets(),
				"physical_core_count", cpu.cores(), "logical_thread_count", cpu.threads()));
		shown.put("memory", members("capacity_bytes", hardware.memory()));
		shown.put("accelerators",
				IntStream.range(0, hardware.accelerators().size())
					.mapToObj((index) -> accelerator(index, hardware.accelerators().get(index)))
					.toList());
		return shown;
	}

	private static Map<String, @Nullable Object> system(Hardware.OperatingSystem system) {
		String raw = system.family().toLowerCase(Locale.ROOT);
		String family = FAMILIES.stream().filter(raw::startsWith).findFirst().orElse("other");
		Map<String, @Nullable Object> shown = members("family", "mac".equals(family) ? "macos" : family, "name",
				system.name(), "version", system.version(), "kernel", system.kernel());
		if ("other".equals(family)) {
			shown.put("raw_family", system.family());
		}
		return shown;
	}

	private static Map<String, @Nullable Object> accelerator(int index, Hardware.Accelerator accelerator) {
		return members("index", index, "kind", "gpu", "vendor", accelerator.vendor(), "model", accelerator.model(),
				"architecture", null, "memory",
				members("kind", accelerator.memoryKind(), "capacity_bytes", accelerator.memory()), "driver",
				(accelerator.driver() != null)
						? members("name", accelerator.driver(), "version", accelerator.driverVersion()) : null,
				"power_limit_watts", accelerator.powerLimit());
	}

	// Names and values in turn.
	private static Map<String, @Nullable Object> members(@Nullable Object... pairs) {
		Map<String, @Nullable Object> members = new LinkedHashMap<>();
		for (int index = 0; index < pairs.length; index += 2) {
			members.put(String.valueOf(pairs[index]), pairs[index + 1]);
		}
		return members;
	}

}
