package io.llamaswap.demo;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;

/**
 * A small real model server that speaks the APIs of llama-server, OpenAI and Anthropic,
 * starts in a moment and misbehaves on request. It is a child process like any model;
 * <code>--help</code> lists its switches.
 */
public final class DemoModelServer {

	private static final int BACKLOG = 1024;

	private static final long STACK_BYTES = 256 * 1024;

	private final Switches switches;

	private final DemoState state;

	private DemoModelServer(Switches switches, DemoState state) {
		this.switches = switches;
		this.state = state;
	}

	/**
	 * Runs until it is told to end.
	 * @param arguments the switches
	 * @throws IOException if the journal cannot be opened
	 */
	public static void main(String[] arguments) throws IOException {
		Switches switches;
		try {
			switches = Switches.parse(List.of(arguments));
		}
		catch (IllegalArgumentException ex) {
			System.err.println(ex.getMessage());
			Runtime.getRuntime().halt(2);
			return;
		}
		if (switches.has(Switch.HELP)) {
			System.out.print(Switch.usage());
			return;
		}
		if (switches.has(Switch.DAEMON) && System.getenv("DEMO_DAEMON") == null) {
			Daemon.start(arguments);
			return;
		}
		Journal journal = Journal.open(switches);
		journal.begin(switches);
		DemoState state = new DemoState(switches, journal);
		try {
			new DemoModelServer(switches, state).run();
		}
		catch (IOException | RuntimeException | Error ex) {
			// Left to the virtual machine, its end would look like one that was asked
			// for.
			ex.printStackTrace();
			state.exit(1);
		}
	}

	private void run() throws IOException {
		Runtime.getRuntime().addShutdownHook(new Thread(this::signalled));
		if (this.switches.has(Switch.LIFETIME)) {
			background(() -> {
				StartTricks.pause(this.switches.nanos(Switch.LIFETIME));
				this.state.exit(this.switches.number(Switch.EXIT_CODE, 0));
			});
		}
		new StartTricks(this.switches, this.state).run();
		int port = this.switches.number(Switch.OTHER_PORT, this.switches.number(Switch.PORT, 8080));
		InetAddress address = InetAddress.getByName(this.switches.text(Switch.HOST, "127.0.0.1"));
		try (ServerSocket server = new ServerSocket()) {
			server.setReuseAddress(true);
			this.state.opened(server);
			server.bind(new InetSocketAddress(address, port), BACKLOG);
			System.out.println("demo model " + this.switches.text(Switch.MODEL, "demo") + " listens on "
					+ address.getHostAddress() + ":" + server.getLocalPort());
			if (this.switches.has(Switch.CHATTER)) {
				background(this::chatter);
			}
			this.state.journal().write("listening", "port", String.valueOf(server.getLocalPort()));
			while (true) {
				Socket socket = server.accept();
				new Thread(null, new HttpConnection(socket, this.state), "connection", STACK_BYTES).start();
			}
		}
		catch (IOException ex) {
			if (this.state.isExiting()) {
				return;
			}
			System.err.println("error: port " + port + ": " + ex.getMessage());
			this.state.exit(98);
		}
	}

	private void signalled() {
		this.state.journal().write("signal");
		if (this.switches.has(Switch.IGNORE_TERM)) {
			// The hooks never end, so the process goes on serving.
			StartTricks.pause(Long.MAX_VALUE / 4);
		}
		StartTricks.pause(this.switches.nanos(Switch.STOP_DELAY));
		this.state.exit(this.switches.number(Switch.EXIT_CODE, 0));
	}

	private void chatter() {
		long interval = (long) (1e9 / this.switches.decimal(Switch.CHATTER, 1));
		long next = System.nanoTime();
		for (long line = 0;; line++) {
			System.out.println("chatter " + line);
			next += interval;
			StartTricks.pause(next - System.nanoTime());
		}
	}

	private static void background(Runnable work) {
		Thread thread = new Thread(work, "background");
		thread.setDaemon(true);
		thread.start();
	}

}
