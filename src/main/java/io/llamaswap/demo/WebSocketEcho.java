package io.llamaswap.demo;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;

/**
 * A WebSocket that sends back what it gets.
 */
final class WebSocketEcho {

	private static final int LARGEST_FRAME = 16 * 1024 * 1024;

	private static final int CLOSE = 8;

	private static final int PING = 9;

	private static final int PONG = 10;

	private final Exchange exchange;

	WebSocketEcho(Exchange exchange) {
		this.exchange = exchange;
	}

	/**
	 * Switches the protocol and serves until either side closes.
	 * @throws IOException if the connection breaks
	 */
	void run() throws IOException {
		String key = this.exchange.request().headers().first("Sec-WebSocket-Key");
		this.exchange.output()
			.raw("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
					+ "Sec-WebSocket-Accept: " + accept((key != null) ? key : "") + "\r\n\r\n");
		while (echo()) {
			// The next frame.
		}
		this.exchange.output().breakOff(false);
	}

	private boolean echo() throws IOException {
		byte[] start = this.exchange.input().exactly(2);
		int length = start[1] & 0x7f;
		if (length >= 126) {
			byte[] longer = this.exchange.input().exactly((length == 126) ? 2 : 8);
			length = 0;
			for (byte each : longer) {
				length = (length << 8) | (each & 0xff);
			}
		}
		if (length < 0 || length > LARGEST_FRAME) {
			throw new IOException("frame of " + length + " bytes");
		}
		byte[] mask = ((start[1] & 0x80) != 0) ? this.exchange.input().exactly(4) : new byte[4];
		byte[] payload = this.exchange.input().exactly(length);
		for (int index = 0; index < length; index++) {
			payload[index] ^= mask[index & 3];
		}
		int kind = start[0] & 0x0f;
		if (kind != PONG) {
			send((start[0] & 0xf0) | ((kind == PING) ? PONG : kind), payload);
		}
		return kind != CLOSE;
	}

	private void send(int firstByte, byte[] payload) throws IOException {
		int extra = (payload.length < 126) ? 0 : (payload.length < 65_536) ? 2 : 8;
		byte[] frame = new byte[2 + extra + payload.length];
		frame[0] = (byte) firstByte;
		frame[1] = (byte) ((extra == 0) ? payload.length : (extra == 2) ? 126 : 127);
		for (int index = 0; index < extra; index++) {
			frame[1 + extra - index] = (byte) ((long) payload.length >>> (8 * index));
		}
		System.arraycopy(payload, 0, frame, 2 + extra, payload.length);
		this.exchange.output().raw(frame);
	}

	private static String accept(String key) {
		try {
			byte[] digest = MessageDigest.getInstance("SHA-1")
				.digest((key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11").getBytes(StandardCharsets.ISO_8859_1));
			return Base64.getEncoder().encodeToString(digest);
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
