package io.llamaswap.demo;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/**
 * What a demo model server does before it listens.
 */
final class StartTricks {

	private static final int PAGE = 4096;

	/** Read by nobody; keeps the memory in use. */
	private static final List<byte[]> HELD = new ArrayList<>();

	private final Switches switches;

	private final DemoState state;

	StartTricks(Switches switches, DemoState state) {
		this.switches = switches;
		this.state = state;
	}

	/**
	 * Does what the switches ask for.
	 * @throws IOException if a child cannot be started
	 */
	void run() throws IOException {
		if (this.switches.has(Switch.PRINT_ENVIRONMENT)) {
			ProcessHandle.current()
				.info()
				.arguments()
				.ifPresent((arguments) -> List.of(arguments).forEach((one) -> System.out.println("arg " + one)));
			System.getenv().forEach((name, value) -> System.out.println("env " + name + "=" + value));
		}
		if (this.switches.has(Switch.FORK_CHILD)) {
			fork(List.of("sleep", "600"));
		}
		if (this.switches.has(Switch.FORK_SESSION)) {
			fork(List.of("setsid", "sleep", "600"));
		}
		long memory = this.switches.bytes(Switch.HOLD_MEMORY);
		while (HELD.size() * 1_048_576L < memory) {
			byte[] block = new byte[1_048_576];
			for (int index = 0; index < block.length; index += PAGE) {
				block[index] = 1;
			}
			HELD.add(block);
		}
		flood();
		pause(this.switches.nanos(Switch.START_DELAY));
		if (this.switches.has(Switch.EXIT_AT_START)) {
			System.err.println("error: failed to load model (as asked)");
			this.state.exit(this.switches.number(Switch.EXIT_AT_START, 1));
		}
	}

	static void pause(long nanos) {
		long deadline = System.nanoTime() + nanos;
		for (long left = nanos; left > 0; left = deadline - System.nanoTime()) {
			LockSupport.parkNanos(left);
		}
	}

	private void fork(List<String> command) throws IOException {
		Process child = new ProcessBuilder(command).inheritIO().start();
		this.state.journal().forked(child.pid());
	}

	private void flood() {
		PrintStream out = System.out;
		long lines = this.switches.bytes(Switch.FLOOD) / 64;
		for (long line = 0; line < lines; line++) {
			String number = String.valueOf(line);
			out.println("flood " + "0".repeat(12 - number.length()) + number + " " + ".".repeat(44));
		}
		byte[] block = "x".repeat(65_536).getBytes(StandardCharsets.US_ASCII);
		long length = this.switches.bytes(Switch.FLOOD_LINE);
		for (long written = 0; written < length; written += block.length) {
			out.write(block, 0, (int) Math.min(block.length, length - written));
		}
		long random = this.switches.bytes(Switch.FLOOD_BINARY);
		long seed = 7;
		for (long written = 0; written < random; written += block.length) {
			for (int index = 0; index < block.length; index++) {
				seed = seed * 6364136223846793005L + 1442695040888963407L;
				block[index] = (byte) (seed >>> 33);
			}
			out.write(block, 0, (int) Math.min(block.length, random - written));
		}
		out.flush();
	}

}
