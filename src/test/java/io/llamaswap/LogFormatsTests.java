package io.llamaswap;

import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.Objects;

import io.llamaswap.config.LoggingConfiguration;
import io.llamaswap.log.LogMode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.slf4j.event.Level;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link LogFormats}, against what Go prints.
 */
class LogFormatsTests {

	private static final ZonedDateTime TIME = Instant.parse("2026-02-03T14:05:06.070Z")
		.atZone(ZoneId.of("Europe/Berlin"));

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			ansic       | Tue Feb  3 15:05:06 2026
			unixdate    | Tue Feb  3 15:05:06 CET 2026
			rubydate    | Tue Feb 03 15:05:06 +0100 2026
			rfc822      | 03 Feb 26 15:05 CET
			rfc822z     | 03 Feb 26 15:05 +0100
			rfc850      | Tuesday, 03-Feb-26 15:05:06 CET
			rfc1123     | Tue, 03 Feb 2026 15:05:06 CET
			rfc1123z    | Tue, 03 Feb 2026 15:05:06 +0100
			rfc3339     | 2026-02-03T15:05:06+01:00
			rfc3339nano | 2026-02-03T15:05:06.07+01:00
			kitchen     | 3:05PM
			stamp       | Feb  3 15:05:06
			stampmilli  | Feb  3 15:05:06.070
			stampmicro  | Feb  3 15:05:06.070000
			stampnano   | Feb  3 15:05:06.070000000
			""")
	void timesLookAsInGo(String name, String printed) {
		assertThat(Objects.requireNonNull(LogFormats.formatter(name)).format(TIME)).isEqualTo(printed);
	}

	@Test
	void unknownNameIsNoTime() {
		assertThat(LogFormats.formatter("")).isNull();
		assertThat(LogFormats.formatter("iso")).isNull();
	}

	@Test
	void settingsAreTranslated() {
		assertThat(LogFormats.settings(LoggingConfiguration.DEFAULT).stdout()).isEqualTo(LogMode.PROXY);
		for (LoggingConfiguration.Level level : LoggingConfiguration.Level.values()) {
			for (LoggingConfiguration.Target target : LoggingConfiguration.Target.values()) {
				assertThat(LogFormats.settings(new LoggingConfiguration(level, "", target)))
					.satisfies((settings) -> assertThat(settings.level()).isEqualTo(Level.valueOf(level.name())))
					.satisfies((settings) -> assertThat(settings.stdout().name()).isEqualTo(target.name()));
			}
		}
	}

}
