package io.llamaswap.hardware;

import java.lang.management.ManagementFactory;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

import com.sun.management.OperatingSystemMXBean;
import org.jspecify.annotations.Nullable;

/**
 * Reads what the machine has: from a Linux kernel, elsewhere from the virtual machine.
 */
final class HardwareLook {

	private final TextFiles files;

	private final ToolRunner tools;

	HardwareLook(TextFiles files, ToolRunner tools) {
		this.files = files;
		this.tools = tools;
	}

	Hardware take(Instant now) {
		List<Hardware.Accelerator> accelerators = new ArrayList<>(
				NvidiaCards.find(this.tools, new PciCards(this.files, PciCards.NVIDIA)));
		accelerators.addAll(AmdFiles.describe(new PciCards(this.files, PciCards.AMD)));
		return new Hardware(now, System.getProperty("os.arch"), system(), environment(), cpu(), memory(), accelerators);
	}

	private Hardware.OperatingSystem system() {
		String family = System.getProperty("os.name");
		String version = System.getProperty("os.version");
		Map<String, String> release = new HashMap<>();
		for (String line : this.files.lines("etc/os-release")) {
			int equals = line.indexOf('=');
			if (equals > 0) {
				release.put(line.substring(0, equals), line.substring(equals + 1).replace("\"", ""));
			}
		}
		return release.isEmpty() ? new Hardware.OperatingSystem(family, family, version, null)
				: new Hardware.OperatingSystem(family, release.get("NAME"), release.get("VERSION_ID"), version);
	}

	private Hardware.Environment environment() {
		if (this.files.text("proc/sys/kernel/osrelease").toLowerCase(Locale.ROOT).contains("microsoft")) {
			return new Hardware.Environment("wsl", null);
		}
		if (this.files.has(".dockerenv")) {
			return new Hardware.Environment("container", "docker");
		}
		if (this.files.has("run/.containerenv")) {
			return new Hardware.Environment("container", "podman");
		}
		if (this.files.has("run/secrets/kubernetes.io")) {
			return new Hardware.Environment("container", "kubernetes");
		}
		String processors = this.files.text("proc/cpuinfo");
		if (processors.isEmpty()) {
			return new Hardware.Environment("unknown", null);
		}
		return processors.contains(" hypervisor")
				? new Hardware.Environment("virtual_machine", known(this.files.text("sys/class/dmi/id/sys_vendor")))
				: new Hardware.Environment("native", null);
	}

	private Hardware.Cpu cpu() {
		Map<String, String> last = new HashMap<>();
		Set<String> sockets = new HashSet<>();
		Set<String> cores = new HashSet<>();
		int threads = 0;
		for (String line : this.files.lines("proc/cpuinfo")) {
			String[] words = line.split("\\s*:\\s*", 2);
			if (words.length < 2) {
				continue;
			}
			last.put(words[0], words[1]);
			switch (words[0]) {
				case "processor" -> threads++;
				case "physical id" -> sockets.add(words[1]);
				case "core id" -> cores.add(last.get("physical id") + " " + words[1]);
				default -> {
				}
			}
		}
		return new Hardware.Cpu(last.get("vendor_id"), last.get("model name"),
				sockets.isEmpty() ? null : Integer.valueOf(sockets.size()),
				cores.isEmpty() ? null : Integer.valueOf(cores.size()),
				(threads > 0) ? threads : Runtime.getRuntime().availableProcessors());
	}

	// Of a container, what it may use.
	private @Nullable Long memory() {
		long total = LinuxSystem.memory(this.files).getOrDefault("MemTotal", 0L);
		if (total == 0) {
			return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getTotalMemorySize();
		}
		for (String limit : List.of("sys/fs/cgroup/memory.max", "sys/fs/cgroup/memory/memory.limit_in_bytes")) {
			double most = TextFiles.number(this.files.text(limit));
			total = (most > 0 && most < total) ? (long) most : total;
		}
		return total;
	}

	private static @Nullable String known(String text) {
		return text.isEmpty() ? null : text;
	}

}
