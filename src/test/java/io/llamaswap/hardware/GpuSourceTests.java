package io.llamaswap.hardware;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

import io.llamaswap.test.FakeTools;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Accelerators as their vendors tell of them: C292, C294.
 */
class GpuSourceTests {

	private static final Instant NOW = Instant.parse("2026-11-23T10:00:00Z");

	private static final String CARD = "sys/bus/pci/devices/0000:01:00.0/";

	@TempDir
	private Path root;

	private Instant now = NOW;

	private final FakeTools tools = new FakeTools(FakeTools.TWO_CARDS);

	@Test
	void nvidiasToolTellsOfEachCard() {
		List<GpuSample> samples = nvidia().sample(NOW);
		assertThat(samples).hasSize(2);
		GpuSample first = samples.get(0);
		assertThat(first).isEqualTo(new GpuSample(NOW, 0, "NVIDIA GeForce RTX 4090", "GPU-1", 45, Double.NaN, 98,
				20480.0 * (1 << 20), 24564.0 * (1 << 20), 30, 312.5));
		assertThat(first.memoryUtilization()).isBetween(83.3, 83.4);
		assertThat(samples.get(1).memoryTotal()).isNaN();
		assertThat(samples.get(1).memoryUtilization()).isNaN();
	}

	@Test
	void toolThatFailsIsAskedAgainLessAndLessOften() {
		NvidiaSmi nvidia = nvidia();
		this.tools.prints(null);
		assertThat(nvidia.sample(NOW)).isEmpty();
		assertThat(sample(nvidia, 4)).isEmpty();
		assertThat(this.tools.runs()).hasSize(1);
		sample(nvidia, 5);
		sample(nvidia, 10);
		assertThat(this.tools.runs()).hasSize(2);
		this.tools.prints(FakeTools.TWO_CARDS);
		assertThat(sample(nvidia, 15)).hasSize(2);
	}

	@Test
	void cardsThatSleepAreNotWoken() {
		MachineFiles machine = new MachineFiles(this.root).card("0000:01:00.0", PciCards.NVIDIA)
			.with(CARD + "power/runtime_status", "suspended");
		assertThat(nvidia().sample(NOW)).isEmpty();
		assertThat(this.tools.runs()).isEmpty();
		machine.with(CARD + "power/runtime_status", "active");
		assertThat(nvidia().sample(NOW)).hasSize(2);
	}

	@Test
	void idleCardsThatMaySleepAreLeftAloneForAWhile() {
		new MachineFiles(this.root).card("0000:01:00.0", PciCards.NVIDIA).with(CARD + "power/control", "auto");
		NvidiaSmi nvidia = nvidia();
		nvidia.sample(NOW);
		sample(nvidia, 5);
		assertThat(this.tools.runs()).hasSize(2);
		this.tools.prints("0, Idle, GPU-1, 30, 0, 4, 24564, 0, 9.00\n");
		sample(nvidia, 10);
		assertThat(sample(nvidia, 15)).isEmpty();
		assertThat(sample(nvidia, 10 + NvidiaSmi.UNDISTURBED.toSeconds())).hasSize(1);
	}

	@Test
	void amdsDriverTellsInFiles() {
		MachineFiles machine = new MachineFiles(this.root).card("0000:01:00.0", PciCards.AMD)
			.card("0000:02:00.0", "0x8086")
			.card("0000:03:00.0", PciCards.AMD)
			.with(CARD + "product_name", "Radeon Pro W7900")
			.with(CARD + "unique_id", "abc")
			.with(CARD + "gpu_busy_percent", "42")
			.with(CARD + "mem_info_vram_total", "1000")
			.with(CARD + "mem_info_vram_used", "250")
			.with(CARD + "hwmon/hwmon4/temp1_label", "edge")
			.with(CARD + "hwmon/hwmon4/temp1_input", "51000")
			.with(CARD + "hwmon/hwmon4/temp3_label", "mem")
			.with(CARD + "hwmon/hwmon4/temp3_input", "62000")
			.with(CARD + "hwmon/hwmon4/pwm1", "51")
			.with(CARD + "hwmon/hwmon4/pwm1_max", "255")
			.with(CARD + "hwmon/hwmon4/power1_average", "95000000");
		AmdFiles amd = new AmdFiles(new PciCards(machine.files(), PciCards.AMD));
		assertThat(amd.sample(NOW))
			.containsExactly(new GpuSample(NOW, 0, "Radeon Pro W7900", "abc", 51, 62, 42, 250, 1000, 20, 95));
		machine.with(CARD + "power/runtime_status", "suspended");
		assertThat(amd.sample(NOW)).isEmpty();
	}

	@Test
	void machineWithoutCardsHasNone() {
		assertThat(new AmdFiles(new PciCards(new TextFiles(this.root), PciCards.AMD)).sample(NOW)).isEmpty();
		assertThat(NvidiaSmi.parse("No devices were found\n", NOW)).isEmpty();
		assertThat(NvidiaSmi.LIMIT).isLessThan(Duration.ofMinutes(1));
	}

	private NvidiaSmi nvidia() {
		return new NvidiaSmi(this.tools, new PciCards(new TextFiles(this.root), PciCards.NVIDIA), () -> this.now);
	}

	private List<GpuSample> sample(NvidiaSmi nvidia, long afterSeconds) {
		this.now = NOW.plusSeconds(afterSeconds);
		return nvidia.sample(NOW);
	}

}
