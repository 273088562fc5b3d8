package io.llamaswap.dashboard;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads one line of a terminal's output as text in colours. Colours and weight are the
 * only things a line may ask for: cursor moves, titles, links, clipboard writes and
 * characters that turn the direction of text around are left out.
 */
final class AnsiText {

	/** A longer line is cut. */
	static final int MAX_LENGTH = 4000;

	private static final String[] COLOURS = { "black", "red", "green", "yellow", "blue", "magenta", "cyan", "white" };

	// CSI; OSC, DCS and their like up to their end or the end of the line; other escapes.
	private static final Pattern ESCAPE = Pattern.compile("(?:\\u001b\\[|\\u009b)([0-?]{0,64})[ -/]{0,8}([@-~])?"
			+ "|(?:\\u001b[\\]PX^_]|[\\u009d\\u0090\\u0098\\u009e\\u009f])[^\\u0007\\u001b\\u009c]*+(?:\\u0007|\\u001b\\\\|\\u009c)?"
			+ "|\\u001b[ -/]{0,8}[0-~]?");

	private static final Pattern UNSEEN = Pattern.compile(
			"[\\u0000-\\u0008\\u000a-\\u001f\\u007f-\\u009f\\u061c\\u200e\\u200f\\u2028-\\u202e\\u2066-\\u2069\\ufeff]");

	private final List<Piece> pieces = new ArrayList<>();

	private String colour = "";

	private boolean bold;

	private boolean dim;

	private AnsiText() {
	}

	/**
	 * Reads a line.
	 * @param line the line without its line feed
	 * @return its pieces in order, none of them empty
	 */
	static List<Piece> read(String line) {
		return new AnsiText().pieces((line.length() > MAX_LENGTH) ? line.substring(0, MAX_LENGTH) + " …" : line);
	}

	private List<Piece> pieces(String line) {
		Matcher escape = ESCAPE.matcher(line);
		int start = 0;
		while (escape.find()) {
			add(line.substring(start, escape.start()));
			if ("m".equals(escape.group(2))) {
				select(escape.group(1));
			}
			start = escape.end();
		}
		add(line.substring(start));
		return List.copyOf(this.pieces);
	}

	private void add(String text) {
		String seen = UNSEEN.matcher(text).replaceAll("");
		if (!seen.isEmpty()) {
			this.pieces.add(new Piece(style(), seen));
		}
	}

	private String style() {
		return (this.colour + (this.bold ? " bold" : "") + (this.dim ? " dim" : "")).strip();
	}

	private void select(String parameters) {
		int[] codes = Pattern.compile("[;:]").splitAsStream(parameters).mapToInt(AnsiText::number).toArray();
		for (int index = 0; index < codes.length; index++) {
			if (codes[index] == 38 || codes[index] == 48) {
				index += extended(codes, index);
			}
			else {
				select(codes[index]);
			}
		}
	}

	/**
	 * Reads one of 256 colours, of which the first 16 are ours, or passes over a mixed
	 * one.
	 * @param codes all codes
	 * @param index where the colour begins
	 * @return how many codes belong to it
	 */
	private int extended(int[] codes, int index) {
		boolean indexed = index + 2 < codes.length && codes[index + 1] == 5;
		if (indexed && codes[index] == 38 && codes[index + 2] < 16) {
			this.colour = COLOURS[codes[index + 2] % 8];
		}
		return indexed ? 2 : 4;
	}

	private void select(int code) {
		if (code == 0) {
			this.colour = "";
			this.bold = false;
			this.dim = false;
		}
		else if (code == 1 || code == 2) {
			this.bold |= code == 1;
			this.dim |= code == 2;
		}
		else if (code == 22) {
			this.bold = false;
			this.dim = false;
		}
		else if (code == 39) {
			this.colour = "";
		}
		else if ((code >= 30 && code <= 37) || (code >= 90 && code <= 97)) {
			this.colour = COLOURS[code % 10];
		}
	}

	private static int number(String digits) {
		return (digits.isEmpty() || digits.length() > 4) ? 0 : Integer.parseInt(digits);
	}

	/**
	 * Some text in one style.
	 *
	 * @param style names of style classes, all of this class's own choosing, or
	 * {@code ""}
	 * @param text the text, to be shown as text and nothing else
	 */
	record Piece(String style, String text) {

	}

}
