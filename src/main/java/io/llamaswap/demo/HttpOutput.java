package io.llamaswap.demo;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.zip.GZIPOutputStream;

import org.jspecify.annotations.Nullable;

/**
 * What goes out on one connection in answer to one request: one write per head and body
 * and one per streamed chunk.
 */
final class HttpOutput {

	private static final byte[] LAST_CHUNK = "0\r\n\r\n".getBytes(StandardCharsets.ISO_8859_1);

	private final Socket socket;

	private final OutputStream output;

	private final Switches switches;

	private final boolean bodiless;

	private boolean closing;

	private final StringBuilder ownHeaders = new StringBuilder();

	/**
	 * Makes the way out for one answer.
	 * @param socket the connection
	 * @param switches how to misbehave
	 * @param request what is answered
	 * @throws IOException if the connection breaks
	 */
	HttpOutput(Socket socket, Switches switches, RequestHead request) throws IOException {
		this.socket = socket;
		this.output = socket.getOutputStream();
		this.switches = switches;
		this.bodiless = "HEAD".equals(request.method());
		this.closing = !request.isKeptAlive() || switches.has(Switch.HTTP_1_0);
	}

	/**
	 * Tells whether the connection ends with this answer.
	 * @return whether to close
	 */
	boolean isClosing() {
		return this.closing;
	}

	void header(String name, @Nullable String value) {
		if (value != null) {
			this.ownHeaders.append(name).append(": ").append(value).append("\r\n");
		}
	}

	/**
	 * Answers at once.
	 * @param status the status
	 * @param contentType the media type
	 * @param text the whole body
	 * @throws IOException if the connection breaks
	 */
	void answer(int status, String contentType, String text) throws IOException {
		answer(status, contentType, text.getBytes(StandardCharsets.UTF_8));
	}

	void answer(int status, String contentType, byte[] body) throws IOException {
		byte[] sent = body;
		if (this.switches.has(Switch.GZIP)) {
			sent = compress(body);
			header("Content-Encoding", "gzip");
		}
		StringBuilder head = head(status, contentType);
		head.append("Content-Length: ").append(sent.length).append("\r\n\r\n");
		write(head, (this.bodiless) ? new byte[0] : sent);
	}

	/**
	 * Begins an answer that is streamed.
	 * @param contentType the media type
	 * @throws IOException if the connection breaks
	 */
	void beginStream(String contentType) throws IOException {
		StringBuilder head = head(200, contentType);
		if (!this.switches.has(Switch.HTTP_1_0)) {
			head.append("Transfer-Encoding: chunked\r\n");
		}
		if (this.switches.has(Switch.TRAILERS)) {
			head.append("Trailer: X-Demo-Trailer\r\n");
		}
		write(head.append("\r\n"), new byte[0]);
	}

	void chunk(CharSequence text) throws IOException {
		byte[] bytes = text.toString().getBytes(StandardCharsets.UTF_8);
		if (this.switches.has(Switch.HTTP_1_0)) {
			this.output.write(bytes);
			return;
		}
		byte[] size = Integer.toHexString(bytes.length).getBytes(StandardCharsets.ISO_8859_1);
		byte[] framed = new byte[size.length + bytes.length + 4];
		System.arraycopy(size, 0, framed, 0, size.length);
		framed[size.length] = '\r';
		framed[size.length + 1] = '\n';
		System.arraycopy(bytes, 0, framed, size.length + 2, bytes.length);
		framed[framed.length - 2] = '\r';
		framed[framed.length - 1] = '\n';
		this.output.write(framed);
	}

	void endStream() throws IOException {
		if (this.switches.has(Switch.HTTP_1_0)) {
			return;
		}
		this.output.write((this.switches.has(Switch.TRAILERS))
				? "0\r\nX-Demo-Trailer: done\r\n\r\n".getBytes(StandardCharsets.ISO_8859_1) : LAST_CHUNK);
	}

	/**
	 * Breaks the connection without a proper end.
	 * @param reset whether with a reset
	 * @throws IOException if it was broken already
	 */
	void breakOff(boolean reset) throws IOException {
		this.closing = true;
		if (reset) {
			this.socket.setSoLinger(true, 0);
		}
		this.socket.close();
	}

	void raw(String text) throws IOException {
		this.output.write(text.getBytes(StandardCharsets.ISO_8859_1));
	}

	void raw(byte[] bytes) throws IOException {
		this.output.write(bytes);
	}

	private StringBuilder head(int status, String contentType) throws IOException {
		if (this.switches.has(Switch.EARLY_HINTS)) {
			raw("HTTP/1.1 103 Early Hints\r\nLink: </style.css>\r\n\r\n");
		}
		StringBuilder head = new StringBuilder(256);
		if (this.switches.has(Switch.MALFORMED)) {
			head.append("HTP/1.1 two hundred\r\n");
		}
		else {
			head.append((this.switches.has(Switch.HTTP_1_0)) ? "HTTP/1.0 " : "HTTP/1.1 ").append(status);
			head.append((status < 400) ? " OK\r\n" : " Error\r\n");
		}
		head.append("Server: demo\r\nContent-Type: ").append(contentType).append("\r\n").append(this.ownHeaders);
		int cookies = this.switches.number(Switch.SET_COOKIE, 0);
		for (int count = 0; count < cookies; count++) {
			head.append("Set-Cookie: demo").append(count).append("=1; Path=/; Domain=127.0.0.1\r\n");
		}
		long large = this.switches.bytes(Switch.LARGE_HEADERS);
		for (int count = 0; count * 1000L < large; count++) {
			head.append("X-Large-").append(count).append(": ").append("x".repeat(1000)).append("\r\n");
		}
		return head.append((this.closing) ? "Connection: close\r\n" : "");
	}

	private void write(StringBuilder head, byte[] body) throws IOException {
		byte[] bytes = head.toString().getBytes(StandardCharsets.ISO_8859_1);
		byte[] whole = new byte[bytes.length + body.length];
		System.arraycopy(bytes, 0, whole, 0, bytes.length);
		System.arraycopy(body, 0, whole, bytes.length, body.length);
		this.output.write(whole);
	}

	private static byte[] compress(byte[] body) throws IOException {
		ByteArrayOutputStream bytes = new ByteArrayOutputStream(body.length);
		try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
			gzip.write(body);
		}
		return bytes.toByteArray();
	}

}
