package io.llamaswap.hardware;

import java.lang.management.ManagementFactory;
import java.time.Instant;
import java.util.List;

import com.sun.management.OperatingSystemMXBean;

/**
 * What the virtual machine knows on any system: its processors as one, memory and load,
 * no networks.
 */
final class JvmSystem implements SystemSource {

	private final OperatingSystemMXBean system = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);

	@Override
	public SystemSample sample(Instant now) {
		long total = this.system.getTotalMemorySize();
		long free = this.system.getFreeMemorySize();
		long swap = this.system.getTotalSwapSpaceSize();
		double load = Math.max(0, this.system.getSystemLoadAverage());
		return new SystemSample(now, List.of(100 * Math.max(0, this.system.getCpuLoad())), total, total - free, free,
				swap, swap - this.system.getFreeSwapSpaceSize(), load, 0, 0, List.of());
	}

}
