package io.llamaswap.routing;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/**
 * A model server of a few lines over plain sockets: each test says what it does with a
 * connection, and sees exactly which bytes came.
 */
final class SocketUpstream implements AutoCloseable {

	final AtomicInteger connections = new AtomicInteger();

	final AtomicInteger closed = new AtomicInteger();

	final Queue<String> heads = new ConcurrentLinkedQueue<>();

	private final ServerSocket server;

	private final ExecutorService threads = Executors.newCachedThreadPool((task) -> {
		Thread thread = new Thread(task, "socket-upstream");
		thread.setDaemon(true);
		return thread;
	});

	private final CompletableFuture<Void> accepting;

	SocketUpstream(Script script) {
		this(script, 0);
	}

	private SocketUpstream(Script script, int receiveBuffer) {
		try {
			this.server = new ServerSocket();
			if (receiveBuffer > 0) {
				this.server.setReceiveBufferSize(receiveBuffer);
			}
			this.server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 200);
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
		this.accepting = CompletableFuture.runAsync(() -> accept(script), this.threads);
	}

	/**
	 * Answers each request with the same bytes, keeping connections alive.
	 * @param answer the whole answer
	 * @return the server
	 */
	static SocketUpstream answering(String answer) {
		return new SocketUpstream((connection) -> {
			while (connection.readRequest() != null) {
				connection.write(answer);
			}
		});
	}

	/**
	 * Takes next to nothing that its script does not read.
	 * @param script what it does with a connection
	 * @return the server
	 */
	static SocketUpstream tight(Script script) {
		return new SocketUpstream(script, 4096);
	}

	/**
	 * Answers each request with its body.
	 * @return the server
	 */
	static SocketUpstream echoing() {
		return new SocketUpstream((connection) -> {
			for (String head = connection.readHead(); head != null; head = connection.readHead()) {
				byte[] body = connection.readBody(head);
				connection.write("HTTP/1.1 200 OK\r\nContent-Length: " + body.length + "\r\n\r\n"
						+ new String(body, StandardCharsets.UTF_8));
			}
		});
	}

	URI uri() {
		return URI.create("http://127.0.0.1:" + this.server.getLocalPort());
	}

	/**
	 * Waits until so many heads have been read.
	 */
	void awaitHeads(int count) {
		Awaitility.await().atMost(Duration.ofSeconds(10)).until(() -> this.heads.size() >= count);
	}

	private void accept(Script script) {
		while (!this.server.isClosed()) {
			try {
				Socket socket = this.server.accept();
				if (this.server.isClosed()) {
					socket.close();
					return;
				}
				this.connections.incrementAndGet();
				this.threads.execute(() -> serve(script, socket));
			}
			catch (IOException ex) {
				return;
			}
		}
	}

	private void serve(Script script, Socket socket) {
		try (socket) {
			socket.setTcpNoDelay(true);
			script.run(new Peer(socket));
		}
		catch (IOException ex) {
			// The other side went away, as many tests want it to.
		}
		finally {
			this.closed.incrementAndGet();
		}
	}

	/**
	 * Ends, so that whoever connects from now on is refused: a listening socket lives on,
	 * and is connected to, as long as a thread is still inside its {@code accept}.
	 */
	@Override
	public void close() throws IOException {
		this.server.close();
		this.accepting.completeOnTimeout(null, 10, TimeUnit.SECONDS).join();
		this.threads.shutdownNow();
	}

	/**
	 * What the server does with one connection.
	 */
	interface Script {

		void run(Peer connection) throws IOException;

	}

	/**
	 * One connection as its server sees it.
	 */
	final class Peer {

		private final Socket socket;

		private final InputStream in;

		private final OutputStream out;

		Peer(Socket socket) throws IOException {
			this.socket = socket;
			this.in = new BufferedInputStream(socket.getInputStream(), 65536);
			this.out = socket.getOutputStream();
		}

		@Nullable String readHead() throws IOException {
			ByteArrayOutputStream head = new ByteArrayOutputStream();
			while (!head.toString(StandardCharsets.ISO_8859_1).endsWith("\r\n\r\n")) {
				int next = this.in.read();
				if (next < 0) {
					return null;
				}
				head.write(next);
			}
			String text = head.toString(StandardCharsets.ISO_8859_1);
			SocketUpstream.this.heads.add(text);
			return text;
		}

		/**
		 * Reads one request.
		 * @return head and body, or {@code null} at the end of the connection
		 */
		@Nullable String readRequest() throws IOException {
			String head = readHead();
			if (head == null) {
				return null;
			}
			return head + new String(readBody(head), StandardCharsets.UTF_8);
		}

		byte[] readBody(String head) throws IOException {
			String lower = head.toLowerCase(Locale.ROOT);
			int index = lower.indexOf("content-length: ");
			if (index >= 0) {
				int length = Integer.parseInt(lower.substring(index + 16, lower.indexOf('\r', index)));
				byte[] body = this.in.readNBytes(length);
				if (body.length < length) {
					throw new IOException("body ended early after " + body.length);
				}
				return body;
			}
			return lower.contains("transfer-encoding: chunked") ? readChunks() : new byte[0];
		}

		private byte[] readChunks() throws IOException {
			ByteArrayOutputStream body = new ByteArrayOutputStream();
			for (int size = readSize(); size > 0; size = readSize()) {
				body.write(this.in.readNBytes(size));
				this.in.readNBytes(2);
			}
			this.in.readNBytes(2);
			return body.toByteArray();
		}

		private int readSize() throws IOException {
			StringBuilder line = new StringBuilder();
			for (int next = this.in.read(); next != '\n'; next = this.in.read()) {
				if (next < 0) {
					throw new IOException("body ended early");
				}
				line.append((char) next);
			}
			return Integer.parseInt(line.toString().strip(), 16);
		}

		InputStream in() {
			return this.in;
		}

		void write(String text) throws IOException {
			write(text.getBytes(StandardCharsets.UTF_8));
		}

		void write(byte[] bytes) throws IOException {
			this.out.write(bytes);
			this.out.flush();
		}

		/**
		 * Waits until the other side closes.
		 */
		void awaitEnd() throws IOException {
			this.in.transferTo(OutputStream.nullOutputStream());
		}

		/**
		 * Ends the connection as a killed process does.
		 */
		void reset() throws IOException {
			this.socket.setSoLinger(true, 0);
			this.socket.close();
		}

	}

}
