package io.llamaswap.hardware;

import java.time.Instant;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * What the machine has (contract 6.7). What is not known is {@code null}.
 *
 * @param capturedAt when that was found out
 * @param architecture kind of its processors, as the virtual machine names it
 * @param system its operating system
 * @param environment what it runs in
 * @param cpu its processors
 * @param memory bytes that programs here may use
 * @param accelerators possibly none
 */
public record Hardware(Instant capturedAt, String architecture, OperatingSystem system, Environment environment,
		Cpu cpu, @Nullable Long memory, List<Accelerator> accelerators) {

	/**
	 * Copies the list.
	 */
	public Hardware {
		accelerators = List.copyOf(accelerators);
	}

	/**
	 * An operating system.
	 *
	 * @param family as the virtual machine names it
	 * @param name as it names itself
	 * @param version its version
	 * @param kernel version of its kernel
	 */
	public record OperatingSystem(String family, @Nullable String name, @Nullable String version,
			@Nullable String kernel) {

	}

	/**
	 * What a program runs in.
	 *
	 * @param kind native, container, virtual_machine, wsl or unknown
	 * @param name whose it is
	 */
	public record Environment(String kind, @Nullable String name) {

	}

	/**
	 * Processors.
	 *
	 * @param vendor their maker
	 * @param model what the maker calls them
	 * @param sockets how many of them
	 * @param cores how many cores of all
	 * @param threads how many threads they run at once
	 */
	public record Cpu(@Nullable String vendor, @Nullable String model, @Nullable Integer sockets,
			@Nullable Integer cores, int threads) {

	}

	/**
	 * An accelerator.
	 *
	 * @param vendor its maker
	 * @param model what the maker calls it
	 * @param memoryKind dedicated or unknown
	 * @param memory bytes
	 * @param driver name of its driver
	 * @param driverVersion version of its driver
	 * @param powerLimit watts
	 */
	public record Accelerator(String vendor, @Nullable String model, String memoryKind, @Nullable Long memory,
			@Nullable String driver, @Nullable String driverVersion, @Nullable Double powerLimit) {

	}

}
