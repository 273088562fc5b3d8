package io.llamaswap.routing;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * The part of a path behind {@code /upstream}, split into the model and the rest.
 *
 * @param model what the model part resolved to
 * @param name the model part, decoded
 * @param rest the rest exactly as sent, with its slash, or {@code ""} if there is none
 * @param prefix the raw path up to the rest
 * @param <T> type of what a name resolves to
 */
record UpstreamPath<T>(T model, String name, String rest, String prefix) {

	static final String PREFIX = "/upstream/";

	/** A name of more segments than this is nobody's. */
	private static final int MAX_SEGMENTS = 16;

	/** Nobody escapes percent signs of percent signs more often than this. */
	private static final int MAX_DECODINGS = 8;

	/** How a lax reader spells an ASCII character in more bytes than UTF-8 allows. */
	private static final Pattern OVERLONG = Pattern
		.compile("[\\xC0\\xC1][\\x80-\\xBF]|\\xE0[\\x80-\\x9F][\\x80-\\xBF]|\\xF0[\\x80-\\x8F][\\x80-\\xBF]");

	/**
	 * Splits a path: the longest sequence of segments that is a name wins, so that ids
	 * may hold slashes, raw or encoded.
	 * @param rawPath a path that begins with {@link #PREFIX}
	 * @param resolver finds what a decoded name stands for
	 * @param <T> type of what a name resolves to
	 * @return the parts, or empty if no name matches
	 */
	static <T> Optional<UpstreamPath<T>> parse(String rawPath, Function<String, Optional<T>> resolver) {
		int[] ends = new int[MAX_SEGMENTS];
		int count = 0;
		int end = PREFIX.length();
		while (count < MAX_SEGMENTS && end <= rawPath.length()) {
			int slash = rawPath.indexOf('/', end);
			ends[count++] = (slash >= 0) ? slash : rawPath.length();
			end = ends[count - 1] + 1;
		}
		for (int candidate = count - 1; candidate >= 0; candidate--) {
			String name = decode(rawPath.substring(PREFIX.length(), ends[candidate]));
			if (name == null || name.isEmpty()) {
				continue;
			}
			Optional<T> model = resolver.apply(name);
			if (model.isPresent()) {
				return Optional.of(new UpstreamPath<>(model.get(), name, rawPath.substring(ends[candidate]),
						rawPath.substring(0, ends[candidate])));
			}
		}
		return Optional.empty();
	}

	/**
	 * Says what in a path could mean something else to a model server than to this
	 * program: dot segments in every spelling, control characters, backslashes, however
	 * often that server decodes.
	 * @param rawPath the path as sent
	 * @return what is wrong with it, or {@code null} if nothing is
	 */
	static @Nullable String objection(String rawPath) {
		if (rawPath.indexOf('.') < 0 && rawPath.indexOf('%') < 0 && rawPath.indexOf('\\') < 0) {
			return null;
		}
		String utf8 = decode(rawPath);
		String path = (utf8 != null) ? utf8 : latin1(rawPath);
		if (path == null) {
			return "invalid percent-encoding";
		}
		String objection = literalObjection(path);
		if (objection == null && utf8 == null && OVERLONG.matcher(path).find()) {
			objection = "overlong UTF-8";
		}
		for (int times = 1; objection == null && path.indexOf('%') >= 0; times++) {
			String again = decodeAgain(path);
			if (again.equals(path)) {
				return null;
			}
			path = again;
			objection = (times < MAX_DECODINGS) ? literalObjection(path) : "percent-encoding of percent signs";
		}
		return objection;
	}

	private static @Nullable String literalObjection(String path) {
		if (path.chars().anyMatch((character) -> character < ' ' || character == 0x7f)) {
			return "control character";
		}
		if (path.indexOf('\\') >= 0) {
			return "backslash";
		}
		for (String segment : path.split("/", -1)) {
			int parameters = segment.indexOf(';');
			String bare = ((parameters >= 0) ? segment.substring(0, parameters) : segment).strip();
			if (".".equals(bare) || "..".equals(bare)) {
				return "dot segment";
			}
		}
		return null;
	}

	// What escapes nothing stands for itself, as servers take it that decode twice.
	private static String decodeAgain(String path) {
		StringBuilder text = new StringBuilder(path.length());
		for (int index = 0; index < path.length(); index++) {
			int high = (index + 2 < path.length()) ? Character.digit(path.charAt(index + 1), 16) : -1;
			int low = (index + 2 < path.length()) ? Character.digit(path.charAt(index + 2), 16) : -1;
			if (path.charAt(index) == '%' && high >= 0 && low >= 0) {
				text.append((char) ((high << 4) | low));
				index += 2;
			}
			else {
				text.append(path.charAt(index));
			}
		}
		return text.toString();
	}

	/**
	 * Undoes percent-encoding once, whatever the bytes mean to the model server.
	 * @param raw a raw path
	 * @return the text, in Latin-1 where it is no UTF-8, or {@code null} if the encoding
	 * is broken
	 */
	static @Nullable String text(String raw) {
		String utf8 = decode(raw);
		return (utf8 != null) ? utf8 : latin1(raw);
	}

	private static @Nullable String latin1(String raw) {
		byte[] bytes = bytes(raw);
		return (bytes != null) ? new String(bytes, StandardCharsets.ISO_8859_1) : null;
	}

	/**
	 * Undoes percent-encoding once.
	 * @param raw a raw path
	 * @return the text, or {@code null} if the encoding or the UTF-8 in it is broken
	 */
	static @Nullable String decode(String raw) {
		if (raw.indexOf('%') < 0) {
			return raw;
		}
		byte[] bytes = bytes(raw);
		return (bytes != null) ? utf8(bytes) : null;
	}

	private static byte @Nullable [] bytes(String raw) {
		byte[] source = raw.getBytes(StandardCharsets.UTF_8);
		ByteBuffer bytes = ByteBuffer.allocate(source.length);
		for (int index = 0; index < source.length; index++) {
			if (source[index] != '%') {
				bytes.put(source[index]);
				continue;
			}
			int high = (index + 2 < source.length) ? Character.digit(source[index + 1], 16) : -1;
			int low = (index + 2 < source.length) ? Character.digit(source[index + 2], 16) : -1;
			if (high < 0 || low < 0) {
				return null;
			}
			bytes.put((byte) ((high << 4) | low));
			index += 2;
		}
		return Arrays.copyOf(bytes.array(), bytes.position());
	}

	private static @Nullable String utf8(byte[] bytes) {
		try {
			return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
		}
		catch (CharacterCodingException ex) {
			return null;
		}
	}

}
