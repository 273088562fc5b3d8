package io.llamaswap.json;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * A text put together from ranges of others, none of which is copied. Immutable.
 */
public final class Rope {

	private final List<Piece> pieces;

	private final int length;

	private Rope(List<Piece> pieces) {
		this.pieces = List.copyOf(pieces);
		this.length = this.pieces.stream().mapToInt(Piece::length).sum();
	}

	/**
	 * Returns the whole of a text.
	 * @param source the text
	 * @return one piece
	 */
	public static Rope of(ByteSource source) {
		return new Rope(List.of(new Piece(source, 0, source.length())));
	}

	static Rope of(String text) {
		return of(ByteSource.of(text.getBytes(StandardCharsets.UTF_8)));
	}

	/**
	 * Returns what this is made of.
	 * @return the pieces in their order, none of them empty
	 */
	public List<Piece> pieces() {
		return this.pieces;
	}

	/**
	 * Returns how many bytes this is.
	 * @return the length
	 */
	public int length() {
		return this.length;
	}

	/**
	 * Copies everything.
	 * @return the bytes
	 */
	public byte[] toBytes() {
		byte[] bytes = new byte[this.length];
		read(0, bytes, this.length);
		return bytes;
	}

	/**
	 * Copies bytes.
	 * @param from offset of the first one
	 * @param into where to, from its beginning
	 * @param count how many
	 */
	void read(int from, byte[] into, int count) {
		int offset = 0;
		int copied = 0;
		for (Piece piece : this.pieces) {
			int begin = Math.max(from, offset);
			int end = Math.min(from + count, offset + piece.length());
			if (begin < end) {
				piece.source().read(piece.from() + begin - offset, into, copied, end - begin);
				copied += end - begin;
			}
			offset += piece.length();
		}
	}

	Rope slice(int from, int to) {
		List<Piece> parts = new ArrayList<>();
		addRange(parts, from, to);
		return new Rope(parts);
	}

	/**
	 * Replaces ranges.
	 * @param splices the ranges in their order, none overlapping another
	 * @return the new text
	 */
	Rope splice(List<Splice> splices) {
		List<Piece> parts = new ArrayList<>();
		int done = 0;
		for (Splice splice : splices) {
			addRange(parts, done, splice.from());
			parts.addAll(splice.replacement().pieces);
			done = splice.to();
		}
		addRange(parts, done, this.length);
		return new Rope(parts);
	}

	private void addRange(List<Piece> parts, int from, int to) {
		int offset = 0;
		for (Piece piece : this.pieces) {
			int begin = Math.max(from, offset);
			int end = Math.min(to, offset + piece.length());
			if (begin < end) {
				int shift = piece.from() - offset;
				parts.add(new Piece(piece.source(), begin + shift, end + shift));
			}
			offset += piece.length();
		}
	}

	/**
	 * A range of a text.
	 *
	 * @param source the text
	 * @param from offset of its first byte
	 * @param to offset behind its last byte
	 */
	public record Piece(ByteSource source, int from, int to) {

		/**
		 * Returns how many bytes this is.
		 * @return the length
		 */
		public int length() {
			return this.to - this.from;
		}

	}

	/**
	 * A range and what replaces it.
	 *
	 * @param from offset of its first byte
	 * @param to offset behind its last byte
	 * @param replacement what stands there instead
	 */
	record Splice(int from, int to, Rope replacement) {

	}

}
