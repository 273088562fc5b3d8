package io.llamaswap.json;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Reads a JSON text strictly, without keeping it. Remembers one bit for each open
 * bracket.
 */
final class JsonReader {

	/** A name longer than this on the wire is none that is looked for. */
	static final int MAX_NAME_BYTES = 2048;

	/** What parsers usually allow. */
	static final int MAX_DEPTH = 1000;

	private static final int WINDOW = 8192;

	private static final int END = -1;

	private final Rope text;

	private final byte[] window;

	private int windowStart;

	private int windowLength;

	private int index;

	JsonReader(Rope text) {
		this.text = text;
		this.window = new byte[Math.min(WINDOW, Math.max(1, text.length()))];
	}

	int position() {
		return this.windowStart + this.index;
	}

	/**
	 * Returns the next byte and leaves it there.
	 * @return the byte, or -1 at the end
	 */
	int peek() {
		return (this.index < this.windowLength || fill()) ? this.window[this.index] & 0xff : END;
	}

	void advance() {
		this.index++;
	}

	/**
	 * Passes over white space.
	 * @return the byte behind it, left there, or -1 at the end
	 */
	int skipSpace() {
		int next = peek();
		while (next == ' ' || next == '\n' || next == '\r' || next == '\t') {
			this.index++;
			next = peek();
		}
		return next;
	}

	void skipByteOrderMark() {
		if (peek() == 0xef) {
			expect("\u00ef\u00bb\u00bf");
		}
	}

	/**
	 * Reads a name with its quotes.
	 * @return the name, or {@code ""} with a mark that no name has if it is too long
	 */
	String readName() {
		int start = position();
		skipString();
		int length = position() - start;
		if (length > MAX_NAME_BYTES) {
			return "\uffff";
		}
		byte[] raw = new byte[length];
		if (this.index >= length) {
			System.arraycopy(this.window, this.index - length, raw, 0, length);
		}
		else {
			this.text.read(start, raw, length);
		}
		return JsonStrings.unescape(new String(raw, 1, length - 2, StandardCharsets.UTF_8));
	}

	/**
	 * Passes over one value, whatever it is.
	 */
	void skipValue() {
		long[] objects = new long[1];
		int depth = 0;
		boolean afterValue = false;
		do {
			int next = skipSpace();
			if (afterValue) {
				boolean object = isSet(objects, depth);
				if (next == ',') {
					this.index++;
					beginElement(object);
					afterValue = false;
				}
				else if (next == (object ? '}' : ']')) {
					this.index++;
					depth--;
				}
				else {
					throw JsonEditException.invalid(position());
				}
			}
			else if (next == '{' || next == '[') {
				objects = open(objects, ++depth, next == '{');
				afterValue = !enter(next == '{');
			}
			else {
				skipScalar(next);
				afterValue = true;
			}
		}
		while (depth > 0);
	}

	private boolean enter(boolean object) {
		this.index++;
		if (skipSpace() == (object ? '}' : ']')) {
			return false;
		}
		beginElement(object);
		return true;
	}

	private void beginElement(boolean object) {
		if (object) {
			skipSpace();
			skipString();
			skipColon();
		}
	}

	void skipColon() {
		if (skipSpace() != ':') {
			throw JsonEditException.invalid(position());
		}
		this.index++;
	}

	private static boolean isSet(long[] bits, int index) {
		return (bits[index >> 6] & (1L << index)) != 0;
	}

	private long[] open(long[] objects, int depth, boolean object) {
		if (depth > MAX_DEPTH) {
			throw new JsonEditException("the request is nested deeper than " + MAX_DEPTH + " levels");
		}
		long[] bits = ((depth >> 6) < objects.length) ? objects : Arrays.copyOf(objects, objects.length * 2);
		if (object) {
			bits[depth >> 6] |= 1L << depth;
		}
		else {
			bits[depth >> 6] &= ~(1L << depth);
		}
		return bits;
	}

	private void skipScalar(int first) {
		switch (first) {
			case '"' -> skipString();
			case 't' -> expect("true");
			case 'f' -> expect("false");
			case 'n' -> expect("null");
			default -> skipNumber();
		}
	}

	private void expect(String literal) {
		for (int at = 0; at < literal.length(); at++) {
			if (peek() != literal.charAt(at)) {
				throw JsonEditException.invalid(position());
			}
			this.index++;
		}
	}

	private void skipNumber() {
		if (peek() == '-') {
			this.index++;
		}
		if (peek() == '0') {
			this.index++;
		}
		else {
			skipDigits();
		}
		if (peek() == '.') {
			this.index++;
			skipDigits();
		}
		if (peek() == 'e' || peek() == 'E') {
			this.index++;
			if (peek() == '+' || peek() == '-') {
				this.index++;
			}
			skipDigits();
		}
	}

	private void skipDigits() {
		int start = position();
		while (peek() >= '0' && peek() <= '9') {
			this.index++;
		}
		if (position() == start) {
			throw JsonEditException.invalid(start);
		}
	}

	private void skipString() {
		if (peek() != '"') {
			throw JsonEditException.invalid(position());
		}
		this.index++;
		int next = skipPlain();
		while (next != '"') {
			if (next != '\\') {
				throw JsonEditException.invalid(position());
			}
			this.index++;
			skipEscape();
			next = skipPlain();
		}
		this.index++;
	}

	private int skipPlain() {
		do {
			int at = this.index;
			int end = this.windowLength;
			byte[] bytes = this.window;
			while (at < end) {
				byte next = bytes[at];
				if (next == '"' || next == '\\' || (next >= 0 && next < ' ')) {
					this.index = at;
					return next;
				}
				at++;
			}
			this.index = at;
		}
		while (fill());
		return END;
	}

	private void skipEscape() {
		int kind = peek();
		this.index++;
		if (kind == 'u') {
			for (int digit = 0; digit < 4; digit++) {
				if (Character.digit(peek(), 16) < 0) {
					throw JsonEditException.invalid(position());
				}
				this.index++;
			}
		}
		else if (kind == END || "\"\\/bfnrt".indexOf(kind) < 0) {
			throw JsonEditException.invalid(position() - 1);
		}
	}

	private boolean fill() {
		this.windowStart += this.windowLength;
		this.index -= this.windowLength;
		this.windowLength = Math.min(this.window.length, this.text.length() - this.windowStart);
		this.text.read(this.windowStart, this.window, this.windowLength);
		return this.windowLength > 0;
	}

}
