package io.llamaswap.test;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.IntStream;

/**
 * Ports that nobody serves on at this moment.
 */
public final class FreePorts {

	private FreePorts() {
	}

	/**
	 * Finds one.
	 * @return a port of those that the system gives out
	 */
	public static int one() {
		try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
			return socket.getLocalPort();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Finds several that follow one another, below the range that the system gives out,
	 * so that none of them is taken by a connection a moment later.
	 * @param count how many
	 * @return the first of them
	 */
	public static int first(int count) {
		while (true) {
			int first = 20_000 + ThreadLocalRandom.current().nextInt(12_000);
			if (IntStream.range(first, first + count).allMatch(FreePorts::isFree)) {
				return first;
			}
		}
	}

	private static boolean isFree(int port) {
		try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
			return socket.isBound();
		}
		catch (IOException ex) {
			return false;
		}
	}

}
