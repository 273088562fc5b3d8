package io.llamaswap.demo;

import org.jspecify.annotations.Nullable;

/**
 * Everything that can be told to the demo model server, as <code>--name VALUE</code> on
 * its command line. The ones of a request can also come with it, as a header
 * <code>X-Demo-Name: VALUE</code>.
 */
enum Switch {

	HOST("host", "ADDRESS", false, "address to listen on (127.0.0.1)"),

	PORT("port", "N", false, "port to listen on (8080); 0 takes a free one and prints it"),

	MODEL("model", "NAME", false, "name it answers with (the requested one)"),

	JOURNAL("journal", "FILE", false, "append what happens to a file, with monotonic nanoseconds"),

	LIFETIME("lifetime", "TIME", false, "exit by itself after this time"),

	TOKENS("tokens", "N", true, "length of an answer without max_tokens (48)"),

	TOKENS_PER_SECOND("tokens-per-second", "N", true, "speed of an answer (40); 0 for as fast as possible"),

	PROMPT_DELAY("prompt-delay", "TIME", true, "time before the first token"),

	START_DELAY("start-delay", "TIME", false, "time before it listens"),

	API_KEY("api-key", "KEY", false, "answer 401, /health too, to who does not show this key"),

	HEALTH_DELAY("health-delay", "TIME", false, "time for which it listens and /health answers 503"),

	HEALTH_STATUS("health-status", "CODE", false, "status of /health once loaded (200)"),

	NEVER_HEALTHY("never-healthy", null, false, "/health answers 503 for ever"),

	OTHER_PORT("other-port", "N", false, "listen on this port instead of the one that was asked for"),

	SILENT("silent", null, false, "accept connections and never answer, not even /health"),

	EXIT_AT_START("exit-at-start", "CODE", false, "exit instead of listening, after the start delay"),

	EXIT_AFTER_REQUESTS("exit-after-requests", "N", false, "exit after answering N inference requests"),

	EXIT_CODE("exit-code", "CODE", false, "exit code of any other exit (0)"),

	IGNORE_TERM("ignore-term", null, false, "SIGTERM, SIGINT and SIGHUP do nothing"),

	STOP_DELAY("stop-delay", "TIME", false, "time from SIGTERM to exit"),

	FORK_CHILD("fork-child", null, false, "start a child that outlives it, in the same group"),

	FORK_SESSION("fork-session", null, false, "start a child that outlives it, in a session of its own"),

	DAEMON("daemon", null, false, "serve from a process in a session of its own and exit with 0"),

	FLOOD("flood", "SIZE", false, "print so many bytes of lines before it listens"),

	FLOOD_LINE("flood-line", "SIZE", false, "print one line of so many bytes before it listens"),

	FLOOD_BINARY("flood-binary", "SIZE", false, "print so many random bytes before it listens"),

	CHATTER("chatter", "N", false, "print so many numbered lines per second while it runs"),

	HOLD_MEMORY("hold-memory", "SIZE", false, "keep so much memory in use; mind the heap"),

	PRINT_ENVIRONMENT("print-environment", null, false, "print its arguments and environment at start"),

	ECHO("echo", null, true, "answer inference with what arrived: method, target, headers, body hash"),

	STATUS("status", "CODE", true, "answer inference with this status and an error"),

	HANG("hang", null, true, "never answer inference"),

	CUT_AFTER("cut-after", "N", true, "close the connection in mid-stream after N tokens"),

	RESET_AFTER("reset-after", "N", true, "the same, with a reset instead of a close"),

	STALL_AFTER("stall-after", "N", true, "send nothing more after N tokens, but stay connected"),

	EXIT_AFTER_TOKENS("exit-after-tokens", "N", true, "die in mid-stream after N tokens"),

	REDIRECT("redirect", "LOCATION", true, "answer 307 with this location"),

	SET_COOKIE("set-cookie", "N", true, "send so many Set-Cookie headers"),

	LARGE_HEADERS("large-headers", "SIZE", true, "send so many bytes of headers"),

	HTTP_1_0("http-1-0", null, true, "answer as HTTP/1.0, the end of the connection being the end of the body"),

	MALFORMED("malformed", null, true, "answer with a status line that is none"),

	EARLY_HINTS("early-hints", null, true, "send a 103 before the answer"),

	TRAILERS("trailers", null, true, "send trailers after a streamed answer"),

	GZIP("gzip", null, true, "compress answers that are not streamed"),

	HELP("help", null, false, "print this");

	private static final String HEADER_PREFIX = "x-demo-";

	private final String wireName;

	private final String argument;

	private final boolean requestScoped;

	private final String help;

	Switch(String wireName, @Nullable String argument, boolean requestScoped, String help) {
		this.wireName = wireName;
		this.argument = (argument != null) ? argument : "";
		this.requestScoped = requestScoped;
		this.help = help;
	}

	boolean takesArgument() {
		return !this.argument.isEmpty();
	}

	boolean isRequestScoped() {
		return this.requestScoped;
	}

	String wireName() {
		return this.wireName;
	}

	String header() {
		return HEADER_PREFIX + this.wireName;
	}

	static boolean isHeader(String lowerCaseName) {
		return lowerCaseName.startsWith(HEADER_PREFIX);
	}

	static String usage() {
		StringBuilder usage = new StringBuilder("""
				usage: DemoModelServer [--switch[=VALUE] ...]

				A small model server that can misbehave. TIME is 250ms, 1.5s or 2m; SIZE is 10k, 1m or 1g.
				Switches marked * also work for one request, as a header X-Demo-Cut-After: 3.

				""");
		for (Switch each : values()) {
			String form = "--" + each.wireName + ((each.takesArgument()) ? " " + each.argument : "");
			usage.append((each.requestScoped) ? "* " : "  ").append(form);
			usage.append(" ".repeat(Math.max(1, 26 - form.length()))).append(each.help).append('\n');
		}
		return usage.toString();
	}

}
