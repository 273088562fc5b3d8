package io.llamaswap.connection;

/**
 * Spells the target of a request so that everybody behind reads the same: what a URI may
 * not hold and some clients send as it is becomes escaped, as in Go's router.
 */
final class RequestTarget {

	/** Brackets belong into addresses and queries only, and are looked at there. */
	private static final String PUNCTUATION = "-._~!$&'()*+,;=:@/?%";

	private static final boolean[] PLAIN = new boolean[0x80];

	static {
		for (char character = 0; character < PLAIN.length; character++) {
			PLAIN[character] = (character >= 'a' && character <= 'z') || (character >= 'A' && character <= 'Z')
					|| (character >= '0' && character <= '9') || PUNCTUATION.indexOf(character) >= 0;
		}
	}

	private RequestTarget() {
	}

	/**
	 * Escapes what has to be.
	 * @param target the target, its bytes read one to a character
	 * @return the same in characters of a URI, with a path; the argument itself if
	 * nothing was to be done
	 * @throws IllegalArgumentException with a sentence for the client, if it has a
	 * control character or a percent sign that escapes nothing
	 */
	static String escaped(String target) {
		return requireReadable(target.startsWith("/") ? target : withPath(target));
	}

	// http://host means http://host/ (RFC 9112 3.2.1).
	private static String withPath(String target) {
		int authority = target.indexOf("://") + 3;
		int query = target.indexOf('?', authority);
		int path = target.indexOf('/', authority);
		if (authority < 3 || (path >= 0 && (query < 0 || path < query))) {
			return target;
		}
		return (query < 0) ? target + "/" : target.substring(0, query) + "/" + target.substring(query);
	}

	private static String requireReadable(String target) {
		boolean plain = true;
		for (int index = 0; index < target.length(); index++) {
			char character = target.charAt(index);
			plain &= character < PLAIN.length && PLAIN[character];
			if (character == '%' && !(isHex(target, index + 1) && isHex(target, index + 2))) {
				throw new IllegalArgumentException(
						"its target has a % without two hexadecimal digits behind it (write %25 for the sign itself)");
			}
			if (character < ' ' || character == 0x7f) {
				throw new IllegalArgumentException("its target has a control character");
			}
		}
		return plain ? target : escape(target);
	}

	private static String escape(String target) {
		StringBuilder text = new StringBuilder(target.length() + 16);
		boolean bracketsMean = !target.startsWith("/");
		for (int index = 0; index < target.length(); index++) {
			char character = target.charAt(index);
			bracketsMean |= character == '?';
			boolean keep = character < PLAIN.length
					&& (PLAIN[character] || (bracketsMean && (character == '[' || character == ']')));
			text.append(keep ? Character.toString(character) : "%%%02X".formatted((int) character));
		}
		return text.toString();
	}

	private static boolean isHex(String target, int index) {
		return index < target.length() && Character.digit(target.charAt(index), 16) >= 0 && target.charAt(index) < 0x80;
	}

}
