package io.llamaswap.upstream.process;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

import io.llamaswap.config.LaunchConfiguration;

/**
 * What a model server finds in its environment: all that this program has, as with
 * llama-swap, or only what programs need to run at all, so that the program's own secrets
 * stay with it; and what the user's file adds.
 *
 * @param inherited whether it gets all that this program has
 * @param entries {@code NAME=value} entries that are added, the last one wins
 */
record ChildEnvironment(boolean inherited, List<String> entries) {

	/**
	 * Where programs, libraries and homes are, languages, times, and which accelerators
	 * may be used. Upper case, for Windows.
	 */
	private static final Set<String> NEEDED = Set.of("PATH", "HOME", "USER", "LOGNAME", "SHELL", "LANG", "LANGUAGE",
			"TZ", "TMPDIR", "TMP", "TEMP", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "XDG_RUNTIME_DIR", "XDG_CACHE_HOME",
			"CUDA_VISIBLE_DEVICES", "CUDA_DEVICE_ORDER", "HIP_VISIBLE_DEVICES", "ROCR_VISIBLE_DEVICES",
			"ZE_AFFINITY_MASK", "GGML_VK_VISIBLE_DEVICES", "SYSTEMROOT", "SYSTEMDRIVE", "WINDIR", "COMSPEC", "PATHEXT",
			"USERPROFILE", "APPDATA", "LOCALAPPDATA", "PROGRAMDATA", "PROGRAMFILES");

	private static final String LOCALE_PREFIX = "LC_";

	/**
	 * Reads what a model's configuration says.
	 * @param launch the configuration
	 * @return the environment of its server and of its {@code cmdStop}
	 */
	static ChildEnvironment of(LaunchConfiguration launch) {
		return new ChildEnvironment(launch.inheritEnv(), launch.env());
	}

	/**
	 * Adds entries.
	 * @param added {@code NAME=value} entries
	 * @return a larger environment
	 */
	ChildEnvironment with(List<String> added) {
		return new ChildEnvironment(this.inherited, Stream.concat(this.entries.stream(), added.stream()).toList());
	}

	/**
	 * Turns this program's environment into that of the child.
	 * @param environment what the child would inherit, changed in place
	 * @throws io.llamaswap.upstream.LaunchRefusedException if an entry cannot be one
	 */
	void applyTo(Map<String, String> environment) {
		if (!this.inherited) {
			environment.keySet().removeIf((name) -> !isNeeded(name.toUpperCase(Locale.ROOT)));
		}
		for (String entry : this.entries) {
			int equals = entry.indexOf('=');
			if (equals <= 0 || entry.indexOf('\0') >= 0) {
				throw ChildProcess.refusal("an entry of env is not of the form NAME=value");
			}
			environment.put(entry.substring(0, equals), entry.substring(equals + 1));
		}
	}

	private static boolean isNeeded(String name) {
		return NEEDED.contains(name) || name.startsWith(LOCALE_PREFIX);
	}

}
