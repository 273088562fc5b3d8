package io.llamaswap.config;

import java.net.URI;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * How one model server is started, reached and stopped.
 *
 * @param cmd {@code cmd} after macro expansion, newlines kept, as {@code /running} shows
 * it
 * @param arguments {@code cmd} split into words; empty if {@code cmd} is, which fails on
 * the first request
 * @param cmdStop {@code cmdStop} after expansion, still with <code>${PID}</code>; empty
 * for SIGTERM
 * @param env {@code K=V} entries, appended to the inherited environment in this order
 * @param proxy base address of the server; its path is prepended to request paths
 * @param checkEndpoint path of the health check, {@code "none"} for no check, {@code ""}
 * for the bare base path
 * @param port the port given for <code>${PORT}</code>, or {@code null} if {@code cmd}
 * does not ask for one
 */
public record LaunchConfiguration(String cmd, List<String> arguments, String cmdStop, List<String> env, URI proxy,
		String checkEndpoint, @Nullable Integer port) {

	/**
	 * Copies the lists.
	 */
	public LaunchConfiguration {
		arguments = List.copyOf(arguments);
		env = List.copyOf(env);
	}

	/**
	 * Tells whether readiness is checked at all.
	 * @return {@code false} if {@code checkEndpoint} is {@code none}
	 */
	public boolean isChecked() {
		return !"none".equals(this.checkEndpoint.strip());
	}

}
