package io.llamaswap.matrix;

import java.util.ArrayList;
import java.util.List;

/**
 * Parses expressions such as {@code (a | b) & +base}. {@code &} binds tighter than
 * {@code |}; white space between tokens is free (contract 2.7).
 */
public final class MatrixParser {

	/** The longest text that is read. */
	public static final int MAX_LENGTH = 65_536;

	/** How deep parentheses may be nested. */
	public static final int MAX_DEPTH = 200;

	private static final String OPERAND = "a model, a variable, +set or (";

	private final String text;

	private int index;

	private int depth;

	private MatrixParser(String text) {
		this.text = text;
	}

	/**
	 * Parses a text.
	 * @param text the text
	 * @return the expression
	 * @throws MatrixSyntaxException if it is not one, with the place
	 */
	public static MatrixExpression parse(String text) throws MatrixSyntaxException {
		if (text.length() > MAX_LENGTH) {
			throw new MatrixSyntaxException("the expression is too long", "at most " + MAX_LENGTH + " characters", 0);
		}
		MatrixParser parser = new MatrixParser(text);
		if (parser.peek() == 0) {
			throw new MatrixSyntaxException("the expression is empty", OPERAND, 0);
		}
		MatrixExpression expression = parser.alternatives();
		if (parser.peek() != 0) {
			throw parser.unexpected("& or |");
		}
		return expression;
	}

	private MatrixExpression alternatives() throws MatrixSyntaxException {
		List<MatrixExpression> parts = new ArrayList<>();
		parts.add(together());
		while (accept('|')) {
			parts.add(together());
		}
		return (parts.size() > 1) ? new MatrixExpression.Alternatives(parts) : parts.get(0);
	}

	private MatrixExpression together() throws MatrixSyntaxException {
		List<MatrixExpression> parts = new ArrayList<>();
		parts.add(operand());
		while (accept('&')) {
			parts.add(operand());
		}
		return (parts.size() > 1) ? new MatrixExpression.Together(parts) : parts.get(0);
	}

	private MatrixExpression operand() throws MatrixSyntaxException {
		int next = peek();
		int start = this.index;
		if (accept('(')) {
			return parenthesis(start);
		}
		if (accept('+')) {
			String set = identifier();
			if (set.isEmpty()) {
				throw new MatrixSyntaxException("+ without the name of a set", "a name right after +", start);
			}
			return new MatrixExpression.Reference(set, start);
		}
		if (!isIdentifier(next)) {
			throw unexpected(OPERAND);
		}
		return new MatrixExpression.Name(identifier(), start);
	}

	private MatrixExpression parenthesis(int start) throws MatrixSyntaxException {
		if (++this.depth > MAX_DEPTH) {
			throw new MatrixSyntaxException("too many parentheses", "at most " + MAX_DEPTH, start);
		}
		MatrixExpression inner = alternatives();
		if (!accept(')')) {
			throw (peek() == 0) ? new MatrixSyntaxException("a ) is missing", ")", this.index)
					: unexpected(") or & or |");
		}
		this.depth--;
		return inner;
	}

	private MatrixSyntaxException unexpected(String expected) {
		int next = peek();
		String found = (next == 0) ? "the expression ends too early"
				: "\"" + Character.toString(next) + "\" is unexpected";
		return new MatrixSyntaxException(found, expected, this.index);
	}

	private boolean accept(char token) {
		if (peek() != token) {
			return false;
		}
		this.index++;
		return true;
	}

	private int peek() {
		while (this.index < this.text.length() && Character.isWhitespace(this.text.charAt(this.index))) {
			this.index++;
		}
		return (this.index < this.text.length()) ? this.text.codePointAt(this.index) : 0;
	}

	private String identifier() {
		int start = this.index;
		while (this.index < this.text.length() && isIdentifier(this.text.codePointAt(this.index))) {
			this.index += Character.charCount(this.text.codePointAt(this.index));
		}
		return this.text.substring(start, this.index);
	}

	private static boolean isIdentifier(int character) {
		return Character.isLetter(character) || Character.isDigit(character) || character == '_' || character == '-'
				|| character == '.';
	}

}
