package io.llamaswap.activity;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.InflaterInputStream;

/**
 * Bytes that take less room than they are long. Immutable.
 */
public final class CompressedBytes {

	private final byte[] compressed;

	private CompressedBytes(byte[] compressed) {
		this.compressed = compressed;
	}

	/**
	 * Compresses quickly rather than well.
	 * @param bytes the bytes
	 * @return the bytes in less room
	 */
	static CompressedBytes of(byte[] bytes) {
		Deflater deflater = new Deflater(Deflater.BEST_SPEED);
		ByteArrayOutputStream compressed = new ByteArrayOutputStream();
		try (DeflaterOutputStream out = new DeflaterOutputStream(compressed, deflater)) {
			out.write(bytes);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		finally {
			deflater.end();
		}
		return new CompressedBytes(compressed.toByteArray());
	}

	int size() {
		return this.compressed.length;
	}

	/**
	 * Returns the bytes as they were.
	 * @return the bytes, the caller's own
	 */
	public byte[] bytes() {
		try (InflaterInputStream in = new InflaterInputStream(new ByteArrayInputStream(this.compressed))) {
			return in.readAllBytes();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
