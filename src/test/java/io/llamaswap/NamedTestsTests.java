package io.llamaswap;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The tests that the documentation of threats names are there.
 */
class NamedTestsTests {

	private static final Pattern NAMED = Pattern.compile("([A-Z]\\w+Tests)(?:\\.(\\w+)(\\.{3})?)?");

	@ParameterizedTest
	@ValueSource(strings = { "docs/security.md", "docs/failures.md" })
	void everyTestThatThePageNamesExists(String page) throws IOException {
		Map<String, String> sources = sources();
		Matcher named = NAMED.matcher(Files.readString(Path.of(page)));
		int count = 0;
		while (named.find()) {
			assertThat(sources).containsKey(named.group(1));
			if (named.group(2) != null) {
				assertThat(sources.get(named.group(1))).as(named.group())
					.contains("void " + named.group(2) + ((named.group(3) != null) ? "" : "("));
			}
			count++;
		}
		assertThat(count).isGreaterThan(30);
	}

	private static Map<String, String> sources() throws IOException {
		try (Stream<Path> files = Files.walk(Path.of("src/test/java"))) {
			return files.filter((file) -> file.toString().endsWith("Tests.java"))
				.collect(Collectors.toMap((file) -> file.getFileName().toString().replace(".java", ""),
						NamedTestsTests::read, (one, other) -> one + other, TreeMap::new));
		}
	}

	private static String read(Path file) {
		try {
			return Files.readString(file);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
