package io.llamaswap.routing;

import java.net.URI;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.util.AsciiString;
import org.jspecify.annotations.Nullable;

/**
 * Brings addresses that a model server says about itself back under the prefix through
 * which it is reached (C226). What points elsewhere stays as it is, and so do relative
 * addresses, which are right under any prefix unless they climb out of it.
 */
final class UpstreamPrefix {

	private static final AsciiString REFRESH = AsciiString.cached("refresh");

	private static final Pattern REFRESH_URL = Pattern
		.compile("(?i)^(\\s*[0-9.]+\\s*[;,]\\s*(?:url\\s*=\\s*)?)(['\"]?)([^'\"]*)(.*)$");

	private static final Pattern DOT = Pattern.compile("(?i)(?:\\.|%2e){1,2}");

	private static final Pattern SCHEME = Pattern.compile("^[A-Za-z][A-Za-z0-9+.-]*:");

	/** A model server may call itself by another of these than {@code proxy} does. */
	private static final List<String> LOOPBACK = List.of("localhost", "127.0.0.1", "[::1]");

	private final String prefix;

	private final String path;

	private final URI base;

	private final @Nullable String host;

	/**
	 * Creates a prefix.
	 * @param prefix the raw path in front of the model server's own paths, or {@code ""}
	 * @param path the raw path behind the prefix that was asked for
	 * @param base base address of the model server
	 * @param host {@code Host} of the request, as the model server may have seen it
	 */
	UpstreamPrefix(String prefix, String path, URI base, @Nullable String host) {
		this.prefix = prefix;
		this.path = path;
		this.base = base;
		this.host = host;
	}

	/**
	 * Rewrites the headers that name addresses of the model server.
	 * @param headers headers of its answer
	 */
	void rebase(HttpHeaders headers) {
		if (this.prefix.isEmpty()) {
			return;
		}
		rebase(HttpHeaderNames.LOCATION, headers);
		rebase(HttpHeaderNames.CONTENT_LOCATION, headers);
		String refresh = headers.get(REFRESH);
		Matcher parts = REFRESH_URL.matcher((refresh != null) ? refresh : "");
		if (parts.matches()) {
			headers.set(REFRESH, parts.group(1) + parts.group(2) + address(parts.group(3)) + parts.group(4));
		}
	}

	private void rebase(CharSequence name, HttpHeaders headers) {
		String value = headers.get(name);
		if (value != null) {
			headers.set(name, address(value));
		}
	}

	/**
	 * Brings one address under the prefix.
	 * @param address an address as a model server wrote it
	 * @return the address for the client
	 */
	String address(String address) {
		if (isRelative(address)) {
			return relative(address);
		}
		String path = withoutOrigin(address);
		if (path == null) {
			return address;
		}
		int end = pathEnd(path);
		String own = (this.base.getRawPath() != null) ? this.base.getRawPath() : "";
		String cleaned = cleaned(path.substring(0, end));
		if (cleaned.startsWith(this.prefix + "/")) {
			// This server knows where it is reached.
			return cleaned + path.substring(end);
		}
		String below = belowBase(cleaned, own.endsWith("/") ? own.substring(0, own.length() - 1) : own);
		return (below != null) ? this.prefix + below + path.substring(end) : address;
	}

	private static boolean isRelative(String address) {
		return !address.startsWith("/") && !address.startsWith("\\") && !SCHEME.matcher(address).find();
	}

	// From what was asked for, and no higher than the server's root (RFC 3986 5.2.4).
	private String relative(String address) {
		int end = pathEnd(address);
		String resolved = this.path.substring(0, this.path.lastIndexOf('/') + 1) + address.substring(0, end);
		return climbsOut(resolved) ? this.prefix + cleaned(resolved) + address.substring(end) : address;
	}

	private @Nullable String withoutOrigin(String address) {
		if (address.startsWith("/") && !address.startsWith("//") && !address.startsWith("/\\")) {
			return address;
		}
		String lower = address.toLowerCase(Locale.ROOT);
		for (String authority : authorities()) {
			for (String scheme : List.of("http://", "https://", "//")) {
				String origin = scheme + authority.toLowerCase(Locale.ROOT);
				if (lower.equals(origin)) {
					return "/";
				}
				if (lower.startsWith(origin + "/")) {
					return address.substring(origin.length());
				}
			}
		}
		return null;
	}

	private List<String> authorities() {
		List<String> authorities = new ArrayList<>();
		if (this.base.getRawAuthority() != null) {
			authorities.add(this.base.getRawAuthority());
		}
		if (this.base.getHost() != null && LOOPBACK.contains(this.base.getHost())) {
			LOOPBACK.forEach((name) -> authorities.add(name + ":" + this.base.getPort()));
		}
		if (this.host != null && !this.host.isBlank()) {
			authorities.add(this.host);
		}
		return authorities;
	}

	private static @Nullable String belowBase(String path, String basePath) {
		if (!path.startsWith(basePath)) {
			return null;
		}
		String below = path.substring(basePath.length());
		if (below.isEmpty()) {
			return "/";
		}
		return below.startsWith("/") ? below : null;
	}

	private static boolean climbsOut(String path) {
		int depth = 0;
		for (String segment : path.substring(1).split("/", -1)) {
			depth += 1 - ups(segment);
			if (depth < 0) {
				return true;
			}
		}
		return false;
	}

	// A browser would resolve dot segments behind the prefix, and leave it that way.
	private static String cleaned(String path) {
		Deque<String> kept = new ArrayDeque<>();
		String last = "";
		for (String segment : path.substring(1).split("/", -1)) {
			int ups = ups(segment);
			last = (ups > 0) ? "/" : "";
			if (ups == 0) {
				kept.addLast(segment);
			}
			else if (ups == 2) {
				kept.pollLast();
			}
		}
		return "/" + String.join("/", kept) + (kept.isEmpty() ? "" : last);
	}

	// What a segment takes away: itself, or the one before as well.
	private static int ups(String segment) {
		return DOT.matcher(segment).matches() ? segment.toLowerCase(Locale.ROOT).replace("%2e", ".").length() : 0;
	}

	private static int pathEnd(String address) {
		return indexOf(address, '?', indexOf(address, '#', address.length()));
	}

	private static int indexOf(String text, char character, int otherwise) {
		int index = text.indexOf(character);
		return (index >= 0) ? Math.min(index, otherwise) : otherwise;
	}

}
