package io.llamaswap.hardware;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a Linux kernel tells in {@code /proc}.
 */
final class LinuxSystem implements SystemSource {

	/** Columns of a processor's line that are idle: idle, iowait. */
	private static final int IDLE = 3;

	/** User to steal; what guests took is in user already. */
	private static final int COLUMNS = 8;

	private final TextFiles files;

	private Map<String, Ticks> before;

	LinuxSystem(TextFiles files) {
		this.files = files;
		this.before = ticks();
	}

	@Override
	public SystemSample sample(Instant now) {
		Map<String, Long> memory = memory(this.files);
		long total = memory.getOrDefault("MemTotal", 0L);
		long free = memory.getOrDefault("MemFree", 0L);
		long swap = memory.getOrDefault("SwapTotal", 0L);
		String[] load = this.files.text("proc/loadavg").split(" ", -1);
		return new SystemSample(now, cores(), total, total - memory.getOrDefault("MemAvailable", free), free, swap,
				swap - memory.getOrDefault("SwapFree", 0L), load(load, 0), load(load, 1), load(load, 2), networks());
	}

	private static double load(String[] averages, int index) {
		double load = (index < averages.length) ? TextFiles.number(averages[index]) : 0;
		return Double.isNaN(load) ? 0 : load;
	}

	/**
	 * Reads what the kernel says of memory.
	 * @param files the kernel's files
	 * @return bytes by the kernel's names
	 */
	static Map<String, Long> memory(TextFiles files) {
		Map<String, Long> memory = new HashMap<>();
		for (String line : files.lines("proc/meminfo")) {
			String[] words = line.split("[:\\s]+", -1);
			if (words.length > 1) {
				memory.put(words[0], (long) (TextFiles.number(words[1]) * 1024));
			}
		}
		return memory;
	}

	private List<Double> cores() {
		Map<String, Ticks> now = ticks();
		List<Double> cores = new ArrayList<>();
		now.forEach((core, ticks) -> cores.add(ticks.busySince(this.before.getOrDefault(core, ticks))));
		this.before = now;
		return cores;
	}

	private Map<String, Ticks> ticks() {
		Map<String, Ticks> cores = new LinkedHashMap<>();
		for (String line : this.files.lines("proc/stat")) {
			String[] words = line.split(" +", -1);
			if (words[0].matches("cpu\\d+")) {
				cores.put(words[0], Ticks.of(words));
			}
		}
		return cores;
	}

	private List<SystemSample.Network> networks() {
		List<SystemSample.Network> networks = new ArrayList<>();
		for (String line : this.files.lines("proc/net/dev")) {
			int colon = line.indexOf(':');
			String name = (colon > 0) ? line.substring(0, colon).strip() : "lo";
			String[] counters = line.substring(colon + 1).strip().split("\\s+", -1);
			if (!"lo".equals(name) && counters.length > 8) {
				networks.add(new SystemSample.Network(name, (long) TextFiles.number(counters[0]),
						(long) TextFiles.number(counters[8])));
			}
		}
		return networks;
	}

	/**
	 * What a processor did since the machine started.
	 *
	 * @param all ticks
	 * @param idle ticks of them without work
	 */
	private record Ticks(double all, double idle) {

		static Ticks of(String[] words) {
			double all = 0;
			for (int column = 0; column < Math.min(COLUMNS, words.length - 1); column++) {
				all += TextFiles.number(words[column + 1]);
			}
			return new Ticks(all, TextFiles.number(words[IDLE + 1]) + TextFiles.number(words[IDLE + 2]));
		}

		double busySince(Ticks before) {
			double passed = this.all - before.all;
			double busy = 100 * (1 - (this.idle - before.idle) / passed);
			return (passed > 0) ? Math.min(100, Math.max(0, busy)) : 0;
		}

	}

}
