package io.llamaswap.test;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * A proxy that understands {@code CONNECT} and, whatever it is asked for, leads to one
 * port of this machine.
 */
public final class ConnectProxy implements AutoCloseable {

	private final ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());

	private final List<String> targets = new CopyOnWriteArrayList<>();

	private final int destination;

	/**
	 * Starts.
	 * @param destination where every tunnel leads
	 * @throws IOException if it cannot listen
	 */
	public ConnectProxy(int destination) throws IOException {
		this.destination = destination;
		start(this::serve);
	}

	public int port() {
		return this.server.getLocalPort();
	}

	/**
	 * Returns what it was asked for.
	 * @return hosts with their ports, oldest first
	 */
	public List<String> targets() {
		return this.targets;
	}

	@Override
	public void close() throws IOException {
		this.server.close();
	}

	private void serve() throws IOException {
		while (true) {
			Socket client = this.server.accept();
			start(() -> tunnel(client));
		}
	}

	private void tunnel(Socket client) throws IOException {
		try (client; Socket there = new Socket(InetAddress.getLoopbackAddress(), this.destination)) {
			InputStream in = new BufferedInputStream(client.getInputStream());
			StringBuilder head = new StringBuilder();
			while (head.indexOf("\r\n\r\n") < 0) {
				head.append((char) in.read());
			}
			this.targets.add(head.toString().split(" ", -1)[1]);
			client.getOutputStream().write("HTTP/1.1 200 OK\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
			start(() -> there.getInputStream().transferTo(client.getOutputStream()));
			in.transferTo(there.getOutputStream());
		}
	}

	private static void start(Work work) {
		Thread thread = new Thread(() -> {
			try {
				work.run();
			}
			catch (IOException ex) {
				// One of both sides has closed.
			}
		}, "connect-proxy");
		thread.setDaemon(true);
		thread.start();
	}

	/**
	 * What a thread does until a socket closes.
	 */
	private interface Work {

		void run() throws IOException;

	}

}
