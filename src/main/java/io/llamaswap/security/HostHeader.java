package io.llamaswap.security;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.netty.util.NetUtil;
import org.jspecify.annotations.Nullable;

/**
 * What stands in {@code Host}, read strictly (RFC 9110 7.2): whoever reads it in two ways
 * can be told two things by it.
 */
final class HostHeader {

	private static final Pattern FORM = Pattern.compile(
			"(?:\\[(?<six>[0-9A-Fa-f:.]{2,45})]|(?<name>[A-Za-z0-9_-]+(?:\\.[A-Za-z0-9_-]+)*)\\.?)(?::(?<port>\\d{0,5}))?");

	private static final int MAX_LENGTH = 300;

	private static final int MAX_PORT = 65535;

	private HostHeader() {
	}

	/**
	 * Reads a value.
	 * @param value the value as sent
	 * @return the name in lower case without a dot at its end, or the address, one of
	 * version 6 in brackets; {@code null} if it is not well-formed
	 */
	static @Nullable String host(String value) {
		Matcher matcher = FORM.matcher(value);
		if (value.length() > MAX_LENGTH || !matcher.matches()) {
			return null;
		}
		String port = matcher.group("port");
		if (port != null && !port.isEmpty() && (Integer.parseInt(port) < 1 || Integer.parseInt(port) > MAX_PORT)) {
			return null;
		}
		String six = matcher.group("six");
		if (six != null) {
			return NetUtil.isValidIpV6Address(six) ? "[" + six.toLowerCase(Locale.ROOT) + "]" : null;
		}
		return matcher.group("name").toLowerCase(Locale.ROOT);
	}

}
