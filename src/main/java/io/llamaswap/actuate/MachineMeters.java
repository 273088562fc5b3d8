package io.llamaswap.actuate;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;

import io.llamaswap.hardware.GpuSample;
import io.llamaswap.hardware.PerformanceMonitor;
import io.llamaswap.hardware.SystemSample;
import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;

import org.springframework.stereotype.Component;

/**
 * The latest look at the machine under llama-swap's names (contract 6.6), beside our own
 * meters. Handed to Prometheus as it is, because meters of Micrometer have the same
 * labels all their life, and an accelerator without a number is left out here.
 */
@Component
final class MachineMeters implements MultiCollector {

	private static final String PREFIX = "llamaswap_";

	private final PerformanceMonitor performance;

	MachineMeters(PerformanceMonitor performance, PrometheusRegistry registry) {
		this.performance = performance;
		registry.register(this);
	}

	@Override
	public MetricSnapshots collect() {
		List<MetricSnapshot> all = new ArrayList<>();
		this.performance.latest().ifPresent((sample) -> {
			addSystem(sample.system(), all);
			addGpus(sample.gpus(), all);
		});
		return new MetricSnapshots(all);
	}

	private static void addSystem(SystemSample system, List<MetricSnapshot> all) {
		Gauge cores = new Gauge("cpu_util_percent", "How busy a core is");
		for (int core = 0; core < system.cores().size(); core++) {
			cores.add(Labels.of("core", Integer.toString(core)), system.cores().get(core));
		}
		cores.addTo(all);
		add("memory_total_bytes", "Memory of the machine", system.memoryTotal(), all);
		add("memory_used_bytes", "Memory that programs hold", system.memoryUsed(), all);
		add("memory_free_bytes", "Memory that nobody uses", system.memoryFree(), all);
		add("swap_total_bytes", "Swap space of the machine", system.swapTotal(), all);
		add("swap_used_bytes", "Swap space in use", system.swapUsed(), all);
		new Gauge("load_average", "Load average of the machine").add(Labels.of("interval", "1m"), system.load1())
			.add(Labels.of("interval", "5m"), system.load5())
			.add(Labels.of("interval", "15m"), system.load15())
			.addTo(all);
		CounterSnapshot.Builder networks = CounterSnapshot.builder()
			.name(PREFIX + "network_bytes")
			.help("Bytes that passed through an interface");
		for (SystemSample.Network network : system.networks()) {
			networks.dataPoint(passed(network.name(), "recv", network.received()));
			networks.dataPoint(passed(network.name(), "sent", network.sent()));
		}
		all.add(networks.build());
	}

	private static CounterDataPointSnapshot passed(String name, String direction, long bytes) {
		return CounterDataPointSnapshot.builder()
			.labels(Labels.of("interface", name, "direction", direction))
			.value((double) bytes)
			.build();
	}

	private static void addGpus(List<GpuSample> gpus, List<MetricSnapshot> all) {
		add("gpu_temperature_celsius", "Temperature of the accelerator", gpus, GpuSample::temperature, all);
		add("gpu_vram_temperature_celsius", "Temperature of its memory", gpus, GpuSample::memoryTemperature, all);
		add("gpu_util_percent", "How busy the accelerator is", gpus, GpuSample::utilization, all);
		add("gpu_memory_util_percent", "How full its memory is", gpus, GpuSample::memoryUtilization, all);
		add("gpu_memory_used_bytes", "Its memory in use", gpus, GpuSample::memoryUsed, all);
		add("gpu_memory_total_bytes", "Its memory", gpus, GpuSample::memoryTotal, all);
		add("gpu_fan_speed_percent", "Speed of its fan", gpus, GpuSample::fan, all);
		add("gpu_power_draw_watts", "Power that it draws", gpus, GpuSample::power, all);
	}

	private static void add(String name, String help, long value, List<MetricSnapshot> all) {
		new Gauge(name, help).add(Labels.EMPTY, (double) value).addTo(all);
	}

	private static void add(String name, String help, List<GpuSample> gpus, ToDoubleFunction<GpuSample> value,
			List<MetricSnapshot> all) {
		Gauge gauge = new Gauge(name, help);
		gpus.forEach((gpu) -> gauge.add(labels(gpu), value.applyAsDouble(gpu)));
		gauge.addTo(all);
	}

	private static Labels labels(GpuSample gpu) {
		Labels labels = Labels.of("id", Integer.toString(gpu.id()), "name", gpu.name());
		return gpu.uuid().isEmpty() ? labels : labels.add("uuid", gpu.uuid());
	}

	/**
	 * One gauge with what is known of it.
	 */
	private static final class Gauge {

		private final GaugeSnapshot.Builder builder;

		private boolean known;

		Gauge(String name, String help) {
			this.builder = GaugeSnapshot.builder().name(PREFIX + name).help(help);
		}

		Gauge add(Labels labels, double value) {
			if (!Double.isNaN(value)) {
				this.known = true;
				this.builder.dataPoint(GaugeDataPointSnapshot.builder().labels(labels).value(value).build());
			}
			return this;
		}

		void addTo(List<MetricSnapshot> all) {
			if (this.known) {
				all.add(this.builder.build());
			}
		}

	}

}
