package io.llamaswap.security;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

import io.llamaswap.config.AccessConfiguration;
import io.llamaswap.config.CallerConfiguration;
import io.llamaswap.model.Caller;
import org.jspecify.annotations.Nullable;

/**
 * The keys of one configuration and whose they are. Holds digests only. Immutable.
 */
final class KeyRing {

	private final List<Entry> entries;

	private KeyRing(List<Entry> entries) {
		this.entries = List.copyOf(entries);
	}

	/**
	 * Takes the keys of a configuration. Those of {@code apiKeys} open everything; their
	 * callers are named by their position, so that a log can tell them apart.
	 * @param access who may call
	 * @return the ring
	 */
	static KeyRing of(AccessConfiguration access) {
		List<Entry> entries = new ArrayList<>();
		for (String key : access.apiKeys()) {
			entries.add(new Entry(digest(key), new Caller("apiKeys[" + entries.size() + "]",
					EnumSet.allOf(Caller.Scope.class), (model) -> true, 0, Integer.MAX_VALUE)));
		}
		for (CallerConfiguration configured : access.entry().callers()) {
			Caller caller = new Caller(configured.name(), scopes(configured), new ModelNames(configured.models()),
					configured.priority(), configured.maxPriority());
			configured.keys().forEach((key) -> entries.add(new Entry(digestOf(key), caller)));
		}
		return new KeyRing(entries);
	}

	private static Set<Caller.Scope> scopes(CallerConfiguration configured) {
		return configured.scopes()
			.stream()
			.map((scope) -> Caller.Scope.valueOf(scope.toUpperCase(Locale.ROOT)))
			.collect(Collectors.toUnmodifiableSet());
	}

	private static byte[] digestOf(String written) {
		return written.startsWith(CallerConfiguration.HASHED)
				? HexFormat.of().parseHex(written.substring(CallerConfiguration.HASHED.length())) : digest(written);
	}

	/**
	 * Tells whether everybody may call.
	 * @return {@code true} without any key
	 */
	boolean isEmpty() {
		return this.entries.isEmpty();
	}

	/**
	 * Finds whose key it is. Every key is compared, each in a time that does not depend
	 * on how much of it is right: neither which one it is nor how near it came shows in
	 * the time.
	 * @param key what was shown
	 * @return the caller, or {@code null} if nobody has that key
	 */
	@Nullable Caller find(String key) {
		byte[] shown = digest(key);
		Caller found = null;
		for (Entry entry : this.entries) {
			boolean same = MessageDigest.isEqual(entry.digest(), shown);
			found = (same && found == null) ? entry.caller() : found;
		}
		return found;
	}

	private static byte[] digest(String key) {
		try {
			return MessageDigest.getInstance("SHA-256").digest(key.getBytes(StandardCharsets.UTF_8));
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException(ex);
		}
	}

	/**
	 * One key.
	 *
	 * @param digest its SHA-256
	 * @param caller whose it is
	 */
	@SuppressWarnings("ArrayRecordComponent")
	private record Entry(byte[] digest, Caller caller) {

	}

}
