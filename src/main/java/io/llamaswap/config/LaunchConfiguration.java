package io.llamaswap.config;

import java.net.URI;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;

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
 * @param inheritEnv whether the server gets the program's whole environment; else only
 * what programs need to run at all, and {@code env}
 * @param apiKey the key that the server itself asks for, or {@code ""}; ours
 */
public record LaunchConfiguration(String cmd, List<String> arguments, String cmdStop, List<String> env, URI proxy,
		String checkEndpoint, @Nullable Integer port, boolean inheritEnv, String apiKey) {

	/**
	 * Makes a configuration with the program's whole environment and no key.
	 * @param cmd the command
	 * @param arguments its words
	 * @param cmdStop the command that stops it, or empty
	 * @param env entries that are added
	 * @param proxy base address of the server
	 * @param checkEndpoint path of the health check
	 * @param port the port, or {@code null}
	 */
	public LaunchConfiguration(String cmd, List<String> arguments, String cmdStop, List<String> env, URI proxy,
			String checkEndpoint, @Nullable Integer port) {
		this(cmd, arguments, cmdStop, env, proxy, checkEndpoint, port, true, "");
	}

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

	/**
	 * Tells which keys make a running server obsolete when this configuration is
	 * replaced: the one place that decides whether a reload restarts a model. Spaces and
	 * comments in {@code cmd} change nothing; {@code cmdStop} is only needed at the end,
	 * and another port is for the next life: this one has its own.
	 * @param next the configuration that is to come
	 * @return the keys as they stand in the file, none if the server may go on
	 */
	public List<String> restartedBy(LaunchConfiguration next) {
		Map<String, Object> then = next.decisive();
		return decisive().entrySet()
			.stream()
			.filter((part) -> !part.getValue().equals(then.get(part.getKey())))
			.map(Map.Entry::getKey)
			.toList();
	}

	/**
	 * Tells launches apart, also across restarts of the program: equal where
	 * {@link #restartedBy} finds nothing. Too short to find out what was hashed.
	 * @return a number that the same launch has on any machine
	 */
	public int fingerprint() {
		return decisive().hashCode();
	}

	private Map<String, Object> decisive() {
		Map<String, Object> parts = new LinkedHashMap<>();
		parts.put("cmd", withoutPort(this.arguments, this.port));
		parts.put("env", withoutPort(this.env, this.port));
		parts.put("inheritEnv", this.inheritEnv);
		parts.put("proxy", withoutPort(List.of(this.proxy.toString()), this.port));
		parts.put("checkEndpoint", this.checkEndpoint.strip());
		parts.put("apiKey", this.apiKey);
		return parts;
	}

	/**
	 * Names it by its address: command and environment may hold secrets, and the key is
	 * one.
	 */
	@Override
	public String toString() {
		return "LaunchConfiguration[proxy=" + this.proxy + ", checkEndpoint=" + this.checkEndpoint + "]";
	}

	String cmdWithoutPort() {
		return withoutPort(List.of(this.cmd), this.port).get(0);
	}

	/**
	 * Returns the command that stops a server by this configuration.
	 * @param launched how the server was launched, maybe with another port
	 * @return {@code cmdStop} with the server's own port; empty for SIGTERM
	 */
	public String cmdStopFor(LaunchConfiguration launched) {
		return (this.port != null && launched.port != null)
				? withPort(this.cmdStop, this.port, launched.port.toString()) : this.cmdStop;
	}

	private static List<String> withoutPort(List<String> texts, @Nullable Integer port) {
		return (port != null) ? texts.stream().map((text) -> withPort(text, port, "${PORT}")).toList() : texts;
	}

	// Port 5800 is no part of 58000.
	private static String withPort(String text, int port, String instead) {
		return text.replaceAll("(?<!\\d)" + port + "(?!\\d)", Matcher.quoteReplacement(instead));
	}

}
