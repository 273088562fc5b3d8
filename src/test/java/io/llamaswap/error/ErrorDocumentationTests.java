package io.llamaswap.error;

import java.io.IOException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Holds the page about errors against the catalogue.
 */
class ErrorDocumentationTests {

	private static final String REASON = "REASON";

	private static final String NAME = "NAME";

	private static final Map<String, ApiError> CATALOGUE = Map.ofEntries(Map.entry("noModel", ApiError.noModel()),
			Map.entry("unknownModel", ApiError.unknownModel(NAME, List.of())),
			Map.entry("modelNotFound", ApiError.modelNotFound(NAME, List.of())),
			Map.entry("notLoaded", ApiError.notLoaded(REASON)),
			Map.entry("concurrencyLimit", ApiError.concurrencyLimit()),
			Map.entry("startFailed", ApiError.startFailed(REASON)),
			Map.entry("notReadyInTime", ApiError.notReadyInTime(REASON)),
			Map.entry("unavailable", ApiError.unavailable(REASON)),
			Map.entry("upstreamDied", ApiError.upstreamDied(NAME)),
			Map.entry("upstreamNotHttp", ApiError.upstreamNotHttp(NAME)),
			Map.entry("upstreamNotTrusted", ApiError.upstreamNotTrusted(NAME)),
			Map.entry("upstreamUnreachable", ApiError.upstreamUnreachable(NAME)),
			Map.entry("connectTimeout", ApiError.connectTimeout(NAME)), Map.entry("cancelled", ApiError.cancelled()),
			Map.entry("upstreamBrokeOff", ApiError.upstreamBrokeOff(NAME)),
			Map.entry("modelUnloaded", ApiError.modelUnloaded(NAME)),
			Map.entry("noStream", ApiError.noStream(NAME, 200)), Map.entry("bodyTooLarge", ApiError.bodyTooLarge(7)),
			Map.entry("bodyBeyondLookAhead", ApiError.bodyBeyondLookAhead(7)),
			Map.entry("duplicateMember", ApiError.duplicateMember(NAME)),
			Map.entry("ambiguousForm", ApiError.ambiguousForm()), Map.entry("encodedBody", ApiError.encodedBody(NAME)),
			Map.entry("refusedPath", ApiError.refusedPath(REASON)),
			Map.entry("unreadable", ApiError.unreadable(REASON)),
			Map.entry("versionNotSupported", ApiError.versionNotSupported()),
			Map.entry("requestLineTooLong", ApiError.requestLineTooLong(7)),
			Map.entry("headersTooLarge", ApiError.headersTooLarge(7)), Map.entry("tooSlow", ApiError.tooSlow(NAME)),
			Map.entry("noTarget", ApiError.noTarget(NAME)),
			Map.entry("tooManyConnections", ApiError.tooManyConnections()));

	@Test
	void everyErrorOfTheCatalogueIsTriedHere() {
		assertThat(Arrays.stream(ApiError.class.getDeclaredMethods())
			.filter((method) -> Modifier.isStatic(method.getModifiers()) && Modifier.isPublic(method.getModifiers()))
			.filter((method) -> method.getReturnType() == ApiError.class)
			.map(Method::getName)
			.filter((name) -> !"of".equals(name))).containsExactlyInAnyOrderElementsOf(CATALOGUE.keySet());
	}

	@Test
	void everyErrorOfTheCatalogueIsOnThePage() throws IOException {
		String page = Files.readString(Path.of("docs/errors.md"));
		assertThat(CATALOGUE.values()).allSatisfy(
				(error) -> assertThat(page).contains("\n| " + error.status() + " | `" + error.message() + "` |"));
	}

	@Test
	void everyErrorThatIsMadeElsewhereIsOnThePage() throws IOException {
		String page = Files.readString(Path.of("docs/errors.md"));
		Pattern made = Pattern
			.compile("(?:ApiError\\s*\\.of\\(\\d+,|new JsonEditException\\()\\s*\"((?:[^\"\\\\]|\\\\.)*)\"");
		try (Stream<Path> sources = Files.walk(Path.of("src/main/java"))) {
			for (Path source : sources.filter((path) -> path.toString().endsWith(".java")).toList()) {
				assertThat(made.matcher(Files.readString(source)).results()).allSatisfy(
						(error) -> assertThat(page).as(source.toString()).contains(error.group(1).translateEscapes()));
			}
		}
	}

	@ParameterizedTest
	@ValueSource(ints = { 400, 401, 403, 404, 408, 409, 413, 414, 415, 429, 431, 500, 502, 503, 504 })
	void everyKindIsOnThePage(int status) throws IOException {
		ErrorKind kind = ErrorKind.of(status);
		assertThat(Files.readString(Path.of("docs/errors.md"))).contains("\n| " + status + " | `" + kind.code()
				+ "` | `" + kind.type() + "` | `" + kind.anthropicType() + "` |\n");
	}

}
