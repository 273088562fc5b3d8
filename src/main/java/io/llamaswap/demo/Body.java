package io.llamaswap.demo;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

import org.jspecify.annotations.Nullable;

/**
 * The body of one request: looked at while it passes by, not kept.
 */
final class Body {

	private static final int HEAD = 4096;

	private final JsonFields fields = new JsonFields();

	private final @Nullable MessageDigest digest;

	private final byte[] head;

	private long length;

	/**
	 * Makes a body to come.
	 * @param echoed whether its hash and its beginning will be asked for
	 */
	Body(boolean echoed) {
		this.digest = (echoed) ? sha256() : null;
		this.head = new byte[(echoed) ? HEAD : 0];
	}

	void accept(byte[] bytes, int offset, int count) {
		this.fields.accept(bytes, offset, count);
		if (this.digest != null) {
			this.digest.update(bytes, offset, count);
		}
		if (this.length < this.head.length) {
			System.arraycopy(bytes, offset, this.head, (int) this.length,
					(int) Math.min(count, this.head.length - this.length));
		}
		this.length += count;
	}

	JsonFields fields() {
		return this.fields;
	}

	long length() {
		return this.length;
	}

	String sha256Hex() {
		StringBuilder hex = new StringBuilder(64);
		for (byte each : (this.digest != null) ? this.digest.digest() : new byte[0]) {
			hex.append(Character.forDigit((each >> 4) & 15, 16)).append(Character.forDigit(each & 15, 16));
		}
		return hex.toString();
	}

	String beginning() {
		return new String(this.head, 0, (int) Math.min(this.length, this.head.length), StandardCharsets.UTF_8);
	}

	private static MessageDigest sha256() {
		try {
			return MessageDigest.getInstance("SHA-256");
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
