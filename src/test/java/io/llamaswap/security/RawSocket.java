package io.llamaswap.security;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;

/**
 * A client that sends exactly what it is told to, however wrong.
 */
final class RawSocket implements AutoCloseable {

	private static final int PATIENCE_MILLIS = 20_000;

	private final Socket socket;

	RawSocket(URI server) throws IOException {
		this.socket = new Socket(server.getHost(), server.getPort());
		this.socket.setSoTimeout(PATIENCE_MILLIS);
		this.socket.setTcpNoDelay(true);
	}

	RawSocket send(String text) throws IOException {
		this.socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
		this.socket.getOutputStream().flush();
		return this;
	}

	RawSocket endOutput() throws IOException {
		this.socket.shutdownOutput();
		return this;
	}

	/**
	 * Reads until the server closes.
	 * @return everything it sent, with {@code <reset>} at its end if it closed hard
	 * @throws IOException if it neither sends nor closes for long
	 */
	String readAll() throws IOException {
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
	String readAnswer() throws IOException {
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
	boolean isClosedByServerAfter408() throws IOException {
		String rest = readAll();
		return !rest.contains("<still open>") && (rest.startsWith("HTTP/1.1 408 ") || "<reset>".equals(rest));
	}

	RawSocket patience(int millis) throws IOException {
		this.socket.setSoTimeout(millis);
		return this;
	}

	@Override
	public void close() throws IOException {
		this.socket.close();
	}

}
