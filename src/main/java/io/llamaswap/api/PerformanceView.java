package io.llamaswap.api;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.llamaswap.hardware.GpuSample;
import io.llamaswap.hardware.PerformanceMonitor.Sample;
import io.llamaswap.hardware.SystemSample;
import org.jspecify.annotations.Nullable;

/**
 * Samples of the machine with llama-swap's members (contract 6.6). What is not known is 0
 * on its wire.
 */
final class PerformanceView {

	private static final long MEBIBYTE = 1 << 20;

	private PerformanceView() {
	}

	/**
	 * Shows samples.
	 * @param samples what was seen, oldest first
	 * @param after what they had to be younger than, or {@code null}
	 * @return the members of the answer
	 */
	static Map<String, @Nullable Object> of(List<Sample> samples, @Nullable Instant after) {
		Map<String, @Nullable Object> shown = new LinkedHashMap<>();
		shown.put("enabled", true);
		shown.put("gpu_stats",
				listed(samples.stream().flatMap((sample) -> sample.gpus().stream()).map(PerformanceView::gpu).toList(),
						after));
		shown.put("sys_stats", listed(samples.stream().map((sample) -> system(sample.system())).toList(), after));
		return shown;
	}

	private static @Nullable Object listed(List<Map<String, Object>> rows, @Nullable Instant after) {
		return (rows.isEmpty() && after == null) ? null : rows;
	}

	private static Map<String, Object> gpu(GpuSample gpu) {
		Map<String, Object> shown = new LinkedHashMap<>();
		shown.put("timestamp", gpu.timestamp());
		shown.put("id", gpu.id());
		shown.put("name", gpu.name());
		shown.put("uuid", gpu.uuid());
		shown.put("temp_c", number(gpu.temperature()));
		shown.put("vram_temp_c", number(gpu.memoryTemperature()));
		shown.put("gpu_util_pct", number(gpu.utilization()));
		shown.put("mem_util_pct", number(gpu.memoryUtilization()));
		shown.put("mem_used_mb", (long) (gpu.memoryUsed() / MEBIBYTE));
		shown.put("mem_total_mb", (long) (gpu.memoryTotal() / MEBIBYTE));
		shown.put("fan_speed_pct", number(gpu.fan()));
		shown.put("power_draw_w", number(gpu.power()));
		return shown;
	}

	private static Map<String, Object> system(SystemSample system) {
		Map<String, Object> shown = new LinkedHashMap<>();
		shown.put("timestamp", system.timestamp());
		shown.put("cpu_util_per_core", system.cores().stream().map(PerformanceView::number).toList());
		shown.put("mem_total_mb", system.memoryTotal() / MEBIBYTE);
		shown.put("mem_used_mb", system.memoryUsed() / MEBIBYTE);
		shown.put("mem_free_mb", system.memoryFree() / MEBIBYTE);
		shown.put("swap_total_mb", system.swapTotal() / MEBIBYTE);
		shown.put("swap_used_mb", system.swapUsed() / MEBIBYTE);
		shown.put("load_avg_1", number(system.load1()));
		shown.put("load_avg_5", number(system.load5()));
		shown.put("load_avg_15", number(system.load15()));
		shown.put("net_io", system.networks().stream().map(PerformanceView::network).toList());
		return shown;
	}

	private static Map<String, Object> network(SystemSample.Network network) {
		Map<String, Object> shown = new LinkedHashMap<>();
		shown.put("name", network.name());
		shown.put("bytes_recv", network.received());
		shown.put("bytes_sent", network.sent());
		return shown;
	}

	// Two digits, and none where there is nothing behind the point.
	private static Number number(double value) {
		double rounded = Math.rint(value * 100) / 100;
		if (Double.isNaN(rounded) || rounded == Math.rint(rounded)) {
			return (long) rounded;
		}
		return rounded;
	}

}
