package io.llamaswap.routing;

import java.nio.charset.StandardCharsets;

import io.llamaswap.error.ApiError;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class FormModelScannerTests {

	@ParameterizedTest
	@CsvSource(delimiter = '|', nullValues = "-", value = { "model=a|a", "x=1&model=a%2Fb+c&y=2|a/b c", "%6dodel=a|a",
			"model=|-", "model|-", "x=model|-", "mode=a&models=b|-", "&&=&model=a|a", "model=%zz|-", "model=a=b|a=b" })
	void findsTheFieldInAnyChunking(String body, @Nullable String model) {
		for (int size = 1; size <= body.length(); size++) {
			assertThat(modelOf(Chunks.feed(new FormModelScanner(), body, size))).isEqualTo(model);
		}
		assertThat(FormModelScanner.modelOf(body)).isEqualTo(model);
	}

	@Test
	void rangeIsThatOfTheValue() {
		ModelScanner.Finding finding = Chunks.feed(new FormModelScanner(), "x=1&model=a%20b&y", 4).finding();
		assertThat(finding).isEqualTo(new ModelScanner.Finding("a b", 10, 15));
		assertThat(new FormModelScanner().encode("a b/ü")).asString(StandardCharsets.UTF_8).isEqualTo("a+b%2F%C3%BC");
	}

	@ParameterizedTest
	@CsvSource({ "stream=true,true", "model=a&stream=%74rue,true", "stream=1,false", "stream=True,false",
			"stream=false&stream=true,false", "streams=true,false" })
	void streamIsTrueOnlyIfItSaysSo(String body, boolean stream) {
		for (int size = 1; size <= body.length(); size++) {
			assertThat(Chunks.feed(new FormModelScanner(), body, size).isStream()).isEqualTo(stream);
		}
	}

	@Test
	void secondFieldOfAnotherValueIsAConflict() {
		assertThat(Chunks.feed(new FormModelScanner(), "model=a&model=b", 5).objection())
			.isEqualTo(ApiError.duplicateMember("model"));
		assertThat(Chunks.feed(new FormModelScanner(), "model=a&model=a", 5).objection()).isNull();
		assertThatExceptionOfType(RequestRefusedException.class)
			.isThrownBy(() -> FormModelScanner.modelOf("model=a&model=b"));
		assertThat(FormModelScanner.modelOf(null)).isNull();
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', nullValues = "-",
			value = { "application/json|{\"model\":\"a\"}|a", "application/json|model=a|-", "-|{\"model\":\"a\"}|a",
					"-|  {\"model\":\"a\"}|a", "-|model=a|a", "text/plain|model=a|a",
					"application/x-www-form-urlencoded|{\"model\":\"a\"}|a", "multipart/form-data|model=a|a" })
	void bodyDecidesWhereTheContentTypeDoesNot(@Nullable String contentType, String body, @Nullable String model) {
		for (int size = 1; size <= body.length(); size++) {
			ModelScanner scanner = SniffingModelScanner.forContentType(contentType, null);
			assertThat(modelOf(Chunks.feed(scanner, body, size))).isEqualTo(model);
		}
	}

	// Contract 3.6: a query completes a form, and nothing else.
	@ParameterizedTest
	@CsvSource(delimiter = '|', nullValues = "-",
			value = { "-|model=a|stream=true|true", "-|model=a|stream=%74rue|true", "-|model=a|stream=1|false",
					"-|model=a|-|false", "-|model=a&stream=false|stream=true|false", "-|stream=true|stream=false|true",
					"-|{\"model\":\"a\"}|stream=true|false", "application/json|{\"model\":\"a\"}|stream=true|false",
					"multipart/form-data; boundary=x|--x--|stream=true|true" })
	void queryAsksForAStreamWhereAFormIsSilent(@Nullable String contentType, String body, @Nullable String query,
			boolean stream) {
		ModelScanner scanner = Chunks.feed(SniffingModelScanner.forContentType(contentType, query), body, 3);
		assertThat(scanner.isStream()).isEqualTo(stream);
		assertThat(scanner.objection()).isNull();
	}

	private static @Nullable String modelOf(ModelScanner scanner) {
		ModelScanner.Finding finding = scanner.finding();
		return (finding != null) ? finding.model() : null;
	}

}
