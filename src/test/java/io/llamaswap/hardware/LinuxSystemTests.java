package io.llamaswap.hardware;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

class LinuxSystemTests {

	private static final Instant NOW = Instant.parse("2026-11-23T10:00:00Z");

	@TempDir
	private Path root;

	@Test
	void coresAreBusySinceTheLookBefore() {
		MachineFiles machine = new MachineFiles(this.root);
		machine.with("proc/stat", "cpu  1 1 1 1\ncpu0 100 0 100 700 100 0 0 0 50 0\ncpu1 0 0 0 10 0 0 0 0\nintr 1");
		LinuxSystem system = new LinuxSystem(machine.files());
		machine.with("proc/stat", "cpu  1 1 1 1\ncpu0 130 0 100 710 110 0 0 0 90 0\ncpu1 0 0 0 10 0 0 0 0\nintr 1");
		assertThat(system.sample(NOW).cores()).containsExactly(60.0, 0.0);
		assertThat(system.sample(NOW).cores()).containsExactly(0.0, 0.0);
	}

	@Test
	void memoryLoadAndNetworksAreRead() {
		MachineFiles machine = new MachineFiles(this.root)
			.with("proc/meminfo",
					"MemTotal:  1000 kB\nMemFree: 100 kB\nMemAvailable: 700 kB\nSwapTotal: 50 kB\nSwapFree: 40 kB")
			.with("proc/loadavg", "0.50 1.25 2.00 1/400 12345")
			.with("proc/net/dev", "Inter-| Receive\n face |bytes packets\n    lo: 9 9 9 9 9 9 9 9 9 9 9\n"
					+ "  eth0: 1000 2 0 0 0 0 0 0 3000 4 0 0 0 0 0 0\nwlan0:7 0 0 0 0 0 0 0 8 0");
		SystemSample sample = new LinuxSystem(machine.files()).sample(NOW);
		assertThat(sample)
			.isEqualTo(new SystemSample(NOW, List.of(), 1000 << 10, 300 << 10, 100 << 10, 50 << 10, 10 << 10, 0.5, 1.25,
					2, List.of(new SystemSample.Network("eth0", 1000, 3000), new SystemSample.Network("wlan0", 7, 8))));
	}

	@Test
	void kernelThatSaysNothingIsNoError() {
		SystemSample sample = new LinuxSystem(new TextFiles(this.root)).sample(NOW);
		assertThat(sample).isEqualTo(new SystemSample(NOW, List.of(), 0, 0, 0, 0, 0, 0, 0, 0, List.of()));
	}

	@Test
	void virtualMachineKnowsMemoryAnywhere() {
		SystemSample sample = new JvmSystem().sample(NOW);
		assertThat(sample.memoryTotal()).isGreaterThan(sample.memoryFree()).isPositive();
		assertThat(sample.cores()).hasSize(1);
	}

}
