package io.llamaswap.config;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads durations such as {@code 1h30m}, {@code 2m10s} and {@code 1.5s}.
 */
final class GoDuration {

	private static final int MAX_LENGTH = 40;

	private static final Pattern PART = Pattern.compile("(\\d+(?:\\.\\d*)?|\\.\\d+)(ns|us|µs|μs|ms|s|m|h)");

	private static final Map<String, Long> NANOS = Map.of("ns", 1L, "us", 1_000L, "µs", 1_000L, "μs", 1_000L, "ms",
			1_000_000L, "s", 1_000_000_000L, "m", 60_000_000_000L, "h", 3_600_000_000_000L);

	private GoDuration() {
	}

	static Optional<Duration> parse(String text) {
		String rest = (text.startsWith("-") || text.startsWith("+")) ? text.substring(1) : text;
		if ("0".equals(rest)) {
			return Optional.of(Duration.ZERO);
		}
		if (rest.isEmpty() || rest.length() > MAX_LENGTH) {
			return Optional.empty();
		}
		BigDecimal nanos = BigDecimal.ZERO;
		Matcher part = PART.matcher(rest);
		int end = 0;
		while (part.find() && part.start() == end) {
			nanos = nanos.add(new BigDecimal("0" + part.group(1))
				.multiply(BigDecimal.valueOf(NANOS.getOrDefault(part.group(2), 0L))));
			end = part.end();
		}
		if (end != rest.length() || nanos.compareTo(BigDecimal.valueOf(Long.MAX_VALUE)) > 0) {
			return Optional.empty();
		}
		Duration duration = Duration.ofNanos(nanos.longValue());
		return Optional.of(text.startsWith("-") ? duration.negated() : duration);
	}

}
