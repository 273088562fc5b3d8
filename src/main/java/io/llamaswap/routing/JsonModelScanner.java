package io.llamaswap.routing;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Set;

import io.llamaswap.json.JsonStrings;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * Finds the top-level members {@code model} and {@code stream} of a JSON object. As
 * lenient as llama-swap's parser (contract 3.6): byte order mark, missing colons and
 * stray commas pass, and what is broken behind the model is the model server's business.
 * Costs no memory for what it passes over, whatever its size and depth.
 */
final class JsonModelScanner extends FindingScanner {

	/** Longest spelling of {@code stream} with each letter as a sequence. */
	private static final int MAX_KEY_BYTES = 36;

	private static final Set<String> TRUE_TEXTS = Set.of("1", "t", "true");

	private static final long QUOTES = 0x2222222222222222L;

	private static final long BACKSLASHES = 0x5c5c5c5c5c5c5c5cL;

	private final BoundedBytes key = new BoundedBytes(MAX_KEY_BYTES);

	private final BoundedBytes value = new BoundedBytes(MAX_NAME_BYTES);

	private State state = State.START;

	private Member member = Member.OTHER;

	private boolean escaped;

	private int depth;

	private long offset;

	private long valueStart;

	@Override
	public void scan(ByteBuf chunk) {
		int begin = chunk.readerIndex();
		int end = chunk.writerIndex();
		int index = begin;
		while (index < end && this.state != State.OVER) {
			if (this.member == Member.OTHER && this.state.isInString()) {
				index = skipString(chunk, index, end);
			}
			else {
				accept(chunk.getByte(index), this.offset + index - begin);
				index++;
			}
		}
		this.offset += end - begin;
	}

	@Override
	public void end() {
		// A value that is not terminated is none: nothing to add.
	}

	@Override
	public boolean isJson() {
		return true;
	}

	@Override
	public byte[] encode(String name) {
		return JsonStrings.quote(name).getBytes(StandardCharsets.UTF_8);
	}

	private void accept(byte next, long position) {
		switch (this.state) {
			case START -> acceptStart(next, position);
			case BEFORE_KEY -> acceptBeforeKey(next);
			case KEY -> acceptKey(next);
			case BEFORE_VALUE -> acceptBeforeValue(next, position);
			case STRING -> acceptString(next, position);
			case LITERAL -> acceptLiteral(next, position);
			case NESTED -> acceptNested(next, position);
			case NESTED_STRING -> acceptNestedString(next);
			case OVER -> {
			}
		}
	}

	private void acceptStart(byte next, long position) {
		boolean byteOrderMark = position < 3 && next == (byte) (0xbfbbef >> (8 * position));
		if (!byteOrderMark && !isSpace(next)) {
			this.state = (next == '{') ? State.BEFORE_KEY : State.OVER;
		}
	}

	private void acceptBeforeKey(byte next) {
		if (next == '"') {
			this.key.clear();
			this.member = Member.UNKNOWN;
			this.state = State.KEY;
		}
		else if (next != ',' && !isSpace(next)) {
			this.state = State.OVER;
		}
	}

	private void acceptKey(byte next) {
		if (this.escaped || next != '"') {
			this.key.add(next);
			this.escaped = !this.escaped && next == '\\';
			return;
		}
		this.member = Member.of(this.key);
		this.value.clear();
		this.state = State.BEFORE_VALUE;
	}

	private void acceptBeforeValue(byte next, long position) {
		if (next == ':' || isSpace(next)) {
			return;
		}
		this.valueStart = position;
		switch (next) {
			case '"' -> this.state = State.STRING;
			case '{', '[' -> {
				this.depth = 1;
				this.value.add(next);
				this.state = State.NESTED;
			}
			case ',' -> this.state = State.BEFORE_KEY;
			case '}' -> this.state = State.OVER;
			default -> {
				this.value.add(next);
				this.state = State.LITERAL;
			}
		}
	}

	private void acceptString(byte next, long position) {
		if (this.escaped || next != '"') {
			this.value.add(next);
			this.escaped = !this.escaped && next == '\\';
			return;
		}
		finish(JsonStrings.unescape(this.value.text()), position + 1);
	}

	private void acceptLiteral(byte next, long position) {
		if (next != ',' && next != '}' && next != ']' && !isSpace(next)) {
			this.value.add(next);
			return;
		}
		finish((this.member == Member.OTHER) ? null : literal(this.value.text()), position);
		acceptBeforeKey(next);
	}

	private void acceptNested(byte next, long position) {
		if (this.member != Member.OTHER) {
			this.value.add(next);
		}
		switch (next) {
			case '"' -> this.state = State.NESTED_STRING;
			case '{', '[' -> this.depth++;
			case '}', ']' -> {
				if (--this.depth == 0) {
					finish((this.member == Member.OTHER) ? null : this.value.text(), position + 1);
				}
			}
			default -> {
			}
		}
	}

	private void acceptNestedString(byte next) {
		this.value.add(next);
		if (!this.escaped && next == '"') {
			this.state = State.NESTED;
		}
		this.escaped = !this.escaped && next == '\\';
	}

	private void finish(@Nullable String text, long end) {
		if (this.member == Member.MODEL) {
			this.findings.model(text, this.valueStart, end);
		}
		else if (this.member == Member.STREAM) {
			this.findings.stream(isTrue(text));
		}
		this.member = Member.UNKNOWN;
		this.state = State.BEFORE_KEY;
	}

	private int skipString(ByteBuf chunk, int from, int end) {
		int index = from;
		if (this.escaped) {
			this.escaped = false;
			index++;
		}
		while (index < end) {
			index = indexOfQuoteOrBackslash(chunk, index, end);
			if (index < end && chunk.getByte(index) == '"') {
				this.state = (this.state == State.STRING) ? State.BEFORE_KEY : State.NESTED;
				return index + 1;
			}
			// The byte behind a backslash says nothing, also if it comes with the next
			// chunk.
			this.escaped = index == end - 1;
			index += 2;
		}
		return end;
	}

	// Eight bytes at a time: strings are nearly all of a large body.
	private static int indexOfQuoteOrBackslash(ByteBuf chunk, int from, int end) {
		int index = from;
		for (; index + Long.BYTES <= end; index += Long.BYTES) {
			long word = chunk.getLongLE(index);
			long hits = zeroBytes(word ^ QUOTES) | zeroBytes(word ^ BACKSLASHES);
			if (hits != 0) {
				return index + (Long.numberOfTrailingZeros(hits) >>> 3);
			}
		}
		while (index < end && chunk.getByte(index) != '"' && chunk.getByte(index) != '\\') {
			index++;
		}
		return index;
	}

	private static long zeroBytes(long word) {
		return (word - 0x0101010101010101L) & ~word & 0x8080808080808080L;
	}

	private static boolean isSpace(byte next) {
		return next == ' ' || next == '\n' || next == '\r' || next == '\t';
	}

	private static boolean isTrue(@Nullable String text) {
		if (text == null) {
			return false;
		}
		if (TRUE_TEXTS.contains(text.toLowerCase(Locale.ROOT))) {
			return true;
		}
		char first = text.isEmpty() ? ' ' : text.charAt(0);
		return (first == '-' || Character.isDigit(first)) && !"0".equals(literal(text));
	}

	// Numbers become the text that llama-swap's parser makes of them: integers as they
	// are, others without trailing zeros and exponents.
	private static @Nullable String literal(String text) {
		if ("null".equals(text)) {
			return null;
		}
		if (text.chars().allMatch((character) -> character == '-' || Character.isDigit(character))) {
			return text;
		}
		try {
			double number = Double.parseDouble(text);
			return (number == 0) ? "0" : new BigDecimal(Double.toString(number)).stripTrailingZeros().toPlainString();
		}
		catch (NumberFormatException ex) {
			return text;
		}
	}

	/**
	 * Where in the object the next byte is.
	 */
	private enum State {

		START, BEFORE_KEY, KEY, BEFORE_VALUE, STRING, LITERAL, NESTED, NESTED_STRING, OVER;

		boolean isInString() {
			return this == STRING || this == NESTED_STRING;
		}

	}

	/**
	 * Whose value the next byte belongs to.
	 */
	private enum Member {

		UNKNOWN, MODEL, STREAM, OTHER;

		static Member of(BoundedBytes key) {
			return switch (key.isOverflown() ? "" : JsonStrings.unescape(key.text())) {
				case "model" -> MODEL;
				case "stream" -> STREAM;
				default -> OTHER;
			};
		}

	}

}
