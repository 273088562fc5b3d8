package io.llamaswap.actuate;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

import io.llamaswap.config.LaunchConfiguration;
import org.jspecify.annotations.Nullable;

/**
 * Which accelerators the configuration gives to a model server: read from the variables
 * and flags that the usual servers know, since nothing else says so.
 *
 * @param gpus the devices as written, in order; empty with a source means none at all
 * @param source the variable or flag that says so, or {@code null} if nothing does and
 * the server takes what it finds
 */
record GpuAssignment(List<String> gpus, @Nullable String source) {

	private static final List<String> VARIABLES = List.of("CUDA_VISIBLE_DEVICES", "HIP_VISIBLE_DEVICES",
			"ROCR_VISIBLE_DEVICES", "ZE_AFFINITY_MASK", "GGML_VK_VISIBLE_DEVICES");

	private static final Set<String> NOTHING = Set.of("", "-1", "none", "NoDevFiles", "void");

	/** Gives all to a container, but belongs to no single device. */
	private static final Set<String> COMMON_DEVICES = Set.of("/dev/kfd", "/dev/dri");

	GpuAssignment {
		gpus = List.copyOf(gpus);
	}

	/**
	 * Reads what a model server is given. A variable decides before a flag: it says what
	 * the server can see at all.
	 * @param launch how the server is started
	 * @return the assignment
	 */
	static GpuAssignment of(LaunchConfiguration launch) {
		return variable(launch.env()).or(() -> variable(variableWords(launch.arguments())))
			.or(() -> flag(launch.arguments(), List.of("--gpus"), GpuAssignment::containerGpus))
			.or(() -> flag(launch.arguments(), List.of("--device", "-dev"), GpuAssignment::list))
			.or(() -> flag(launch.arguments(), List.of("--main-gpu", "-mg"), GpuAssignment::list))
			.or(() -> flag(launch.arguments(), List.of("--tensor-split", "-ts"), GpuAssignment::shares))
			.orElseGet(() -> new GpuAssignment(List.of(), null));
	}

	private static Optional<GpuAssignment> variable(List<String> entries) {
		for (String name : VARIABLES) {
			// The last of several counts, as in the environment of the process.
			Optional<String> value = entries.stream()
				.filter((entry) -> entry.startsWith(name + "="))
				.reduce((first, second) -> second)
				.map((entry) -> entry.substring(name.length() + 1));
			if (value.isPresent()) {
				return Optional.of(new GpuAssignment(list(value.get()), name));
			}
		}
		return Optional.empty();
	}

	/**
	 * Finds variables that {@code env} or a container is given on the command line.
	 * @param words the words of the command
	 * @return those that may assign a variable
	 */
	private static List<String> variableWords(List<String> words) {
		return words.stream()
			.map((word) -> word.startsWith("--env=") ? word.substring("--env=".length()) : word)
			.toList();
	}

	private static Optional<GpuAssignment> flag(List<String> words, List<String> names, Reading reading) {
		List<String> found = new ArrayList<>();
		String source = null;
		for (int index = 0; index < words.size(); index++) {
			String word = words.get(index);
			int equals = word.indexOf('=');
			String name = (equals < 0) ? word : word.substring(0, equals);
			boolean complete = equals >= 0 || index + 1 < words.size();
			if (names.contains(name) && complete) {
				source = names.get(0);
				found.addAll(reading.devices((equals >= 0) ? word.substring(equals + 1) : words.get(index + 1)));
			}
		}
		return (source != null) ? Optional.of(new GpuAssignment(found, source)) : Optional.empty();
	}

	private static List<String> list(String value) {
		return Arrays.stream(value.replace("\"", "").split(",", -1))
			.map(String::strip)
			.filter(Predicate.not(NOTHING::contains))
			.filter(Predicate.not(COMMON_DEVICES::contains))
			.toList();
	}

	private static List<String> containerGpus(String value) {
		String plain = value.replace("\"", "").replace("'", "");
		return plain.startsWith("device=") ? list(plain.substring("device=".length())) : List.of(plain);
	}

	private static List<String> shares(String value) {
		List<String> devices = new ArrayList<>();
		List<String> shares = Arrays.stream(value.split("[,/]", -1)).map(String::strip).toList();
		for (int index = 0; index < shares.size(); index++) {
			if (!shares.get(index).matches("0*\\.?0*")) {
				devices.add(Integer.toString(index));
			}
		}
		return devices;
	}

	/**
	 * How the value of a flag names devices.
	 */
	private interface Reading {

		List<String> devices(String value);

	}

}
