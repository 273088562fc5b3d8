package io.llamaswap.routing;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.Set;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class UpstreamPathTests {

	private static final Set<String> NAMES = Set.of("a", "a/b", "author/model:Q4", "with space", "a/b/c/d");

	@ParameterizedTest
	@CsvSource(delimiter = '|', nullValues = "-", value = { "/upstream/a/x|a|/x", "/upstream/a/b/x|a/b|/x",
			"/upstream/a/b|a/b|''", "/upstream/a|a|''", "/upstream/a/|a|/", "/upstream/a//x|a|//x",
			"/upstream/a/b/c/x|a/b|/c/x", "/upstream/a/b/c/d/|a/b/c/d|/", "/upstream/a%2Fb/x|a/b|/x",
			"/upstream/a%2fb%2Fx|-|-", "/upstream/author/model:Q4/v1/models|author/model:Q4|/v1/models",
			"/upstream/author%2Fmodel%3AQ4/%2F|author/model:Q4|/%2F", "/upstream/with%20space/%252F|with space|/%252F",
			"/upstream/A/x|-|-", "/upstream/|-|-", "/upstream//a|-|-", "/upstream/%/a|-|-" })
	void longestNameWinsAndTheRestIsKept(String path, @Nullable String name, @Nullable String rest) {
		Optional<UpstreamPath<String>> parsed = UpstreamPath.parse(path,
				(candidate) -> Optional.of(candidate).filter(NAMES::contains));
		assertThat(parsed.map(UpstreamPath::name).orElse(null)).isEqualTo(name);
		assertThat(parsed.map(UpstreamPath::rest).orElse(null)).isEqualTo(rest);
		assertThat(parsed.map((found) -> found.prefix() + found.rest()).orElse(path)).isEqualTo(path);
	}

	@ParameterizedTest
	@ValueSource(strings = { "/upstream/a/../x", "/upstream/a/..", "/upstream/a/./x", "/upstream/a/%2e%2e/x",
			"/upstream/a/%2E./x", "/upstream/a/..;/x", "/upstream/a/..;v=1/x", "/upstream/a/..%2Fx",
			"/upstream/a/x%2F..%2Fy", "/upstream/a/%00", "/upstream/a/%0d%0aX", "/upstream/a/%7f",
			"/upstream/a/%5c..%5c", "/upstream/a\\b", "/upstream/a/%", "/upstream/a/%zz", "/upstream/a/%ff/%2e%2e",
			"/upstream/a/%e0%80%ae/", "/upstream/a/%ff%c0%af", "/upstream/a/%f0%80%80%ae", "/upstream/a/%c0%ae%c0%ae/",
			"/upstream/a/%252e%252e/", "/upstream/a/.%25252e/x", "/upstream/a/x%252f..%253bv",
			"/upstream/a/100%25/%252e%252e/x", "/upstream/a/%255c", "/upstream/a/%250a",
			"/upstream/a/%25%32%65%25%32%65/" })
	void ambiguousPathsAreRefused(String path) {
		assertThat(UpstreamPath.objection(path)).isNotNull();
	}

	@ParameterizedTest
	@ValueSource(strings = { "/upstream/a/x", "/upstream/a//x", "/upstream/a/...", "/upstream/a/.well-known/x",
			"/upstream/a/x.y;z=1", "/upstream/a/%2F", "/upstream/a/%C3%BC", "/upstream/a/..a", "/upstream/a/100%25",
			"/upstream/a/%25zz/%252F", "/upstream/a/%252ewell", "/upstream/a/caf%E9", "/upstream/a/%FF%FE",
			"/upstream/a/%C3%80%C2%AE", "/upstream/a/%2525252525" })
	void plainPathsPass(String path) {
		assertThat(UpstreamPath.objection(path)).isNull();
	}

	@Test
	void encodingOfEncodingsHasAnEnd() {
		assertThat(UpstreamPath.objection("/upstream/a/%" + "25".repeat(8000) + "2e")).contains("percent");
	}

	@Test
	void noSpellingOfAPathLeavesTheBaseOfItsModel() {
		List<String> pieces = List.of("..", ".", "%2e%2e", ".%2E", "%2e", "..;x=1", "%2e%2e%3bx", "/", "//", "%2f",
				"%2F", "\\", "%5c", "a", "b.c", "%252e%252e", "%00", "%c0%ae", "%", "%zz", " ..", "..%20", "%09..", ";",
				"...", "%uff0e", "~", "%E2%80%A6");
		Random random = new Random(20261123);
		int passed = 0;
		for (int round = 0; round < 50_000; round++) {
			StringBuilder path = new StringBuilder("/upstream/small/");
			for (int piece = random.nextInt(8); piece >= 0; piece--) {
				path.append(pieces.get(random.nextInt(pieces.size())));
			}
			if (UpstreamPath.objection(path.toString()) == null) {
				passed++;
				String rest = UpstreamPath
					.parse(path.toString(), (name) -> "small".equals(name) ? Optional.of(name) : Optional.empty())
					.orElseThrow()
					.rest();
				assertThat(path.toString()).as("raw bytes").endsWith(rest);
				assertStaysBelow(path.toString(), rest);
			}
		}
		assertThat(passed).isGreaterThan(1000);
	}

	// As the most willing of servers would read it: decoded twice, parameters off,
	// backslashes taken for slashes, blanks off.
	private static void assertStaysBelow(String sent, String rest) {
		String once = Objects.requireNonNull(UpstreamPath.text(rest));
		String decoded = Objects.requireNonNullElse(UpstreamPath.text(once), once).replace('\\', '/');
		int depth = 0;
		for (String segment : decoded.split("/", -1)) {
			String bare = segment.replaceFirst(";.*", "").strip();
			depth += "..".equals(bare) ? -1 : (bare.isEmpty() || ".".equals(bare)) ? 0 : 1;
			assertThat(depth).as(sent).isNotNegative();
		}
	}

}
