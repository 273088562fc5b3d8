package io.llamaswap.json;

/**
 * Bytes that can be read at any place. They do not change while they are read.
 */
public interface ByteSource {

	/**
	 * Returns how many bytes there are.
	 * @return the length
	 */
	int length();

	/**
	 * Copies bytes.
	 * @param from offset of the first one
	 * @param into where to
	 * @param at offset there
	 * @param count how many
	 */
	void read(int from, byte[] into, int at, int count);

	/**
	 * Reads an array.
	 * @param bytes the array, not copied
	 * @return its bytes
	 */
	static ByteSource of(byte[] bytes) {
		return new ByteSource() {

			@Override
			public int length() {
				return bytes.length;
			}

			@Override
			public void read(int from, byte[] into, int at, int count) {
				System.arraycopy(bytes, from, into, at, count);
			}

		};
	}

}
