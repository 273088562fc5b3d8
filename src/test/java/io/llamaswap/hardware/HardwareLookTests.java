package io.llamaswap.hardware;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;

import io.llamaswap.hardware.Hardware.Accelerator;
import io.llamaswap.test.FakeTools;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What a machine is seen to have: C295.
 */
class HardwareLookTests {

	private static final Instant NOW = Instant.parse("2026-11-23T10:00:00Z");

	private static final String PROCESSOR = """
			processor: %d
			vendor_id	: AuthenticAMD
			model name	: EPYC
			physical id	: %d
			core id	: %d
			flags	: fpu sse

			""";

	private static final String CARD = "sys/bus/pci/devices/0000:01:00.0/";

	@TempDir
	private Path root;

	@Test
	void kernelTellsOfProcessorsMemoryAndSystem() {
		machine()
			.with("proc/cpuinfo",
					PROCESSOR.formatted(0, 0, 0) + PROCESSOR.formatted(1, 0, 0) + PROCESSOR.formatted(2, 1, 0)
							+ PROCESSOR.formatted(3, 1, 1))
			.with("etc/os-release", "NAME=\"Debian GNU/Linux\"\nVERSION_ID=\"12\"");
		Hardware hardware = look(null);
		assertThat(hardware.cpu()).isEqualTo(new Hardware.Cpu("AuthenticAMD", "EPYC", 2, 3, 4));
		assertThat(hardware.memory()).isEqualTo(4000L << 10);
		assertThat(hardware.system().name()).isEqualTo("Debian GNU/Linux");
		assertThat(hardware.system().version()).isEqualTo("12");
		assertThat(hardware.environment()).isEqualTo(new Hardware.Environment("native", null));
		assertThat(hardware.accelerators()).isEmpty();
	}

	@Test
	void memoryOfAContainerIsItsLimit() {
		machine().with("sys/fs/cgroup/memory.max", "1000").with(".dockerenv", "");
		assertThat(look(null).memory()).isEqualTo(1000);
		assertThat(look(null).environment()).isEqualTo(new Hardware.Environment("container", "docker"));
		machine().with("sys/fs/cgroup/memory.max", "max");
		assertThat(look(null).memory()).isEqualTo(4000L << 10);
	}

	@Test
	void guestsAreTold() {
		machine().with("proc/cpuinfo", "processor : 0\nflags : fpu hypervisor sse")
			.with("sys/class/dmi/id/sys_vendor", "QEMU");
		assertThat(look(null).environment()).isEqualTo(new Hardware.Environment("virtual_machine", "QEMU"));
		machine().with("proc/sys/kernel/osrelease", "6.6.1-microsoft-standard-WSL2");
		assertThat(look(null).environment().kind()).isEqualTo("wsl");
	}

	@Test
	void cardsOfBothVendorsAreFound() {
		machine().card("0000:01:00.0", PciCards.AMD)
			.with(CARD + "mem_info_vram_total", "1000")
			.with(CARD + "device", "0x744c")
			.with(CARD + "hwmon/hwmon1/power1_cap", "300000000");
		assertThat(look("0, RTX 4090, 24564, 570.1, 450.00\n1, GB10, [N/A], 570.1, [N/A]\n").accelerators()).isEqualTo(
				List.of(new Accelerator("nvidia", "RTX 4090", "dedicated", 24564L << 20, "nvidia", "570.1", 450.0),
						new Accelerator("nvidia", "GB10", "unknown", null, "nvidia", "570.1", null),
						new Accelerator("amd", "AMD 0x744c", "dedicated", 1000L, "amdgpu", null, 300.0)));
	}

	@Test
	void sleepingCardIsSeenWithoutBeingWoken() {
		machine().card("0000:01:00.0", PciCards.NVIDIA).with(CARD + "power/runtime_status", "suspended");
		assertThat(look("0, RTX 4090, 24564, 570.1, 450.00\n").accelerators())
			.containsExactly(new Accelerator("nvidia", null, "unknown", null, null, null, null));
	}

	private MachineFiles machine() {
		return new MachineFiles(this.root).with("proc/meminfo", "MemTotal: 4000 kB")
			.with("proc/cpuinfo", "processor : 0");
	}

	private Hardware look(@Nullable String printed) {
		return new HardwareLook(new TextFiles(this.root), new FakeTools(printed)).take(NOW);
	}

}
