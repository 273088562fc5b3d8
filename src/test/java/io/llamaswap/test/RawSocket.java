package io.llamaswap.test;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;

import javax.net.SocketFactory;

/**
 * A client that sends exactly what it is told to, however wrong.
 */
public final class RawSocket implements AutoCloseable {

	private static final int PATIENCE_MILLIS = 20_000;

	private final Socket socket;

	/**
	 * Connects.
	 * @param server where to, by HTTP
	 * @throws IOException if nobody listens there
	 */
	public RawSocket(URI server) throws IOException {
		this(new Socket(server.getHost(), server.getPort()));
	}

	/**
	 * Connects.
	 * @param server where to, by HTTPS or HTTP
	 * @param sockets makes connections
	 * @throws IOException if nobody listens there or the handshake fails
	 */
	public RawSocket(URI server, SocketFactory sockets) throws IOException {
		this(sockets.createSocket(server.getHost(), server.getPort()));
	}

	private RawSocket(Socket socket) throws IOException {
		this.socket = socket;
		this.socket.setSoTimeout(PATIENCE_MILLIS);
		this.socket.setTcpNoDelay(true);
	}

	/**
	 * Sends.
	 * @param text the bytes, each as a character
	 * @return this
	 * @throws IOException if the server has closed
	 */
	public RawSocket send(String text) throws IOException {
		this.socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
		this.socket.getOutputStream().flush();
		return this;
	}

	/**
	 * Ends our side of the connection.
	 * @return this
	 * @throws IOException if the server has closed
	 */
	public RawSocket endOutput() throws IOException {
		this.socket.shutdownOutput();
		return this;
	}

	/**
	 * Reads until the server closes.
	 * @return everything it sent, with {@code <reset>} at its end if it closed hard
	 * @throws IOException if it neither sends nor closes for long
	 */
	public String readAll() throws IOException {
		ByteArrayOutputStream bytes = new ByteArrayOutputStream();
		String end = "";
		try {
			this.socket.getInputStream().transferTo(bytes);
		}
		catch (SocketTimeoutException ex) {
			end = "<still open>";
		}
		catch (SocketException ex) {
			end = "<reset>";
		}
		return bytes.toString(StandardCharsets.ISO_8859_1) + end;
	}

	/**
	 * Reads one answer with a length, or one without a body.
	 * @return head and body
	 * @throws IOException if the server closes or falls silent before
	 */
	public String readAnswer() throws IOException {
		InputStream in = this.socket.getInputStream();
		StringBuilder head = new StringBuilder();
		while (!head.toString().endsWith("\r\n\r\n")) {
			int next = in.read();
			if (next < 0) {
				throw new IOException("closed after: " + head);
			}
			head.append((char) next);
		}
		int length = 0;
		for (String line : head.toString().split("\r\n", -1)) {
			if (line.toLowerCase(java.util.Locale.ROOT).startsWith("content-length:")) {
				length = Integer.parseInt(line.substring(line.indexOf(':') + 1).strip());
			}
		}
		return head + new String(in.readNBytes(length), StandardCharsets.ISO_8859_1);
	}

	/**
	 * Tells whether the server gave up on this client.
	 * @return {@code true} if it answered 408 or closed
	 * @throws IOException if nothing can be read
	 */
	public boolean isClosedByServerAfter408() throws IOException {
		String rest = readAll();
		return !rest.contains("<still open>") && (rest.startsWith("HTTP/1.1 408 ") || "<reset>".equals(rest));
	}

	/**
	 * Waits longer, or not as long, for what is read.
	 * @param millis how long
	 * @return this
	 * @throws IOException if it is closed
	 */
	public RawSocket patience(int millis) throws IOException {
		this.socket.setSoTimeout(millis);
		return this;
	}

	@Override
	public void close() throws IOException {
		this.socket.close();
	}

}
