package io.llamaswap.demo;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.locks.LockSupport;

import org.jspecify.annotations.Nullable;

/**
 * What comes in on one connection: request heads and bodies, and, while an answer is
 * being made, the news that the other side has left.
 */
final class HttpInput {

	private static final int LONGEST_LINE = 256 * 1024;

	private final Socket socket;

	private final InputStream input;

	private final byte[] buffer = new byte[16 * 1024];

	private int position;

	private int limit;

	HttpInput(Socket socket) throws IOException {
		this.socket = socket;
		this.input = socket.getInputStream();
	}

	/**
	 * Reads a line of a head.
	 * @return the line without its end, or {@code null} at the end of the connection
	 * @throws IOException if the connection breaks
	 */
	@Nullable String line() throws IOException {
		StringBuilder line = new StringBuilder(64);
		while (line.length() < LONGEST_LINE) {
			if (this.position == this.limit && !fill()) {
				return null;
			}
			int start = this.position;
			while (this.position < this.limit && this.buffer[this.position] != '\n') {
				this.position++;
			}
			line.append(new String(this.buffer, start, this.position - start, StandardCharsets.ISO_8859_1));
			if (this.position < this.limit) {
				this.position++;
				int length = line.length();
				line.setLength((length > 0 && line.charAt(length - 1) == '\r') ? length - 1 : length);
				return line.toString();
			}
		}
		throw new IOException("line too long");
	}

	/**
	 * Reads a whole body and shows its bytes as they come.
	 * @param headers the head of its request
	 * @param body told the bytes
	 * @throws IOException if the connection breaks
	 */
	void body(Headers headers, Body body) throws IOException {
		if (headers.has("Transfer-Encoding", "chunked")) {
			chunks(body);
			return;
		}
		String length = headers.first("Content-Length");
		if (length != null) {
			bytes(Long.parseLong(length.strip()), body);
		}
	}

	/**
	 * Waits, or notices earlier that the other side has left.
	 * @param deadline when to return, in terms of {@link System#nanoTime()}
	 * @return whether the other side is still there
	 * @throws IOException if the connection breaks
	 */
	boolean awaitWhileConnected(long deadline) throws IOException {
		long remaining = deadline - System.nanoTime();
		while (remaining > 0) {
			if (remaining < 20_000_000 || this.limit == this.buffer.length) {
				// A departure shows at the next write but one, soon enough.
				LockSupport.parkNanos(remaining);
			}
			else if (!stays((int) Math.min(remaining / 1_000_000 - 10, 60_000))) {
				return false;
			}
			remaining = deadline - System.nanoTime();
		}
		return true;
	}

	/**
	 * Reads bytes of a protocol that is not HTTP.
	 * @param length how many
	 * @return the bytes
	 * @throws IOException if the connection breaks
	 */
	byte[] exactly(int length) throws IOException {
		byte[] bytes = new byte[length];
		for (int read = 0; read < length;) {
			if (this.position == this.limit && !fill()) {
				throw new EOFException();
			}
			int count = Math.min(length - read, this.limit - this.position);
			System.arraycopy(this.buffer, this.position, bytes, read, count);
			this.position += count;
			read += count;
		}
		return bytes;
	}

	private boolean stays(int millis) throws IOException {
		this.socket.setSoTimeout(millis);
		try {
			if (this.position == this.limit) {
				return fill();
			}
			int count = this.input.read(this.buffer, this.limit, this.buffer.length - this.limit);
			this.limit += Math.max(count, 0);
			return count >= 0;
		}
		catch (SocketTimeoutException ex) {
			return true;
		}
		finally {
			this.socket.setSoTimeout(0);
		}
	}

	private boolean fill() throws IOException {
		int count = this.input.read(this.buffer, 0, this.buffer.length);
		this.position = 0;
		this.limit = Math.max(count, 0);
		return count >= 0;
	}

	private void chunks(Body body) throws IOException {
		while (true) {
			String size = line();
			if (size == null) {
				throw new EOFException();
			}
			int extension = size.indexOf(';');
			long length = Long.parseLong(((extension < 0) ? size : size.substring(0, extension)).strip(), 16);
			if (length == 0) {
				break;
			}
			bytes(length, body);
			line();
		}
		String trailer = line();
		while (trailer != null && !trailer.isEmpty()) {
			trailer = line();
		}
	}

	private void bytes(long length, Body body) throws IOException {
		long remaining = length;
		while (remaining > 0) {
			if (this.position == this.limit && !fill()) {
				throw new EOFException();
			}
			int count = (int) Math.min(remaining, this.limit - this.position);
			body.accept(this.buffer, this.position, count);
			this.position += count;
			remaining -= count;
		}
	}

}
