package io.llamaswap.routing;

import java.nio.charset.StandardCharsets;
import java.util.Random;

import io.llamaswap.error.ApiError;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class MultipartModelScannerTests {

	private static final String FILE = String.join("\r\n", "--b",
			"Content-Disposition: form-data; name=\"file\"; filename=\"model\"", "Content-Type: audio/wav", "", "",
			"--nob\r", "-", "--", "Content-Disposition: form-data; name=\"model\"", "", "no", "");

	private static final String MODEL = "--b\r\ncontent-disposition: form-data; name=\"model\"\r\n\r\nwhisper 1\r\n";

	@Test
	void fieldIsFoundBeforeAndBehindAFileInAnyChunking() {
		for (String form : new String[] { FILE + MODEL + "--b--\r\n", MODEL + FILE + "--b--\r\n",
				"preamble\r\n" + MODEL + "--b--" }) {
			for (int size = 1; size <= form.length(); size++) {
				ModelScanner.Finding finding = Chunks.found(Chunks.feed(new MultipartModelScanner("b"), form, size));
				assertThat(finding.model()).as("pieces of %d bytes", size).isEqualTo("whisper 1");
				assertThat(form.substring((int) finding.start(), (int) finding.end())).isEqualTo("whisper 1");
			}
		}
	}

	@Test
	void fileNamedModelAndUnfinishedFieldAreNone() {
		String file = "--b\r\nContent-Disposition: form-data; name=\"model\"; filename=\"x\"\r\n\r\na\r\n--b--";
		assertThat(modelOf(file)).isNull();
		assertThat(modelOf(MODEL + "--c")).isNull();
		assertThat(modelOf("--b\r\n" + "x".repeat(9000) + "\r\n\r\n" + MODEL + "--b--")).isNull();
	}

	@Test
	void secondFieldOfAnotherValueIsAConflict() {
		String other = MODEL.replace("whisper", "other");
		assertThat(Chunks.feed(new MultipartModelScanner("b"), MODEL + other + "--b--", 7).objection())
			.isEqualTo(ApiError.duplicateMember("model"));
		assertThat(Chunks.feed(new MultipartModelScanner("b"), MODEL + MODEL + "--b--", 7).objection()).isNull();
	}

	@Test
	void randomFilesNeverHideTheField() {
		long seed = 8275384821000L;
		for (int round = 0; round < 1_000; round++) {
			Random random = new Random(seed + round);
			StringBuilder noise = new StringBuilder();
			for (int index = random.nextInt(200); index > 0; index--) {
				noise.append("\r\n--b-x".charAt(random.nextInt(6)));
			}
			String content = withoutDelimiter(noise.toString());
			String form = "--b\r\nContent-Disposition: form-data; name=f; filename=f\r\n\r\n" + content + "\r\n" + MODEL
					+ "--b--";
			ModelScanner scanner = Chunks.feed(new MultipartModelScanner("b"), form.getBytes(StandardCharsets.UTF_8),
					random);
			assertThat(scanner.finding()).as("seed %d", seed + round).isNotNull();
		}
	}

	// Again and again: what is taken out may leave another one behind.
	private static String withoutDelimiter(String noise) {
		String clean = "\n" + noise;
		while (clean.matches("(?s).*[\r\n]--b.*")) {
			clean = clean.replaceAll("([\r\n])--b", "$1");
		}
		return clean.substring(1);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', nullValues = "-", value = { "multipart/form-data; boundary=abc|abc",
			"multipart/form-data; Boundary=\"a b\"; charset=x|a b", "multipart/form-data|-" })
	void boundaryIsTaken(String contentType, @Nullable String boundary) {
		assertThat(MultipartModelScanner.boundaryOf(contentType)).isEqualTo(boundary);
	}

	@ParameterizedTest
	@ValueSource(strings = { "boundary=a; boundary=b", "boundary=\"a\"; charset=x; Boundary=a" })
	void boundaryIsTakenOnlyIfThereIsExactlyOne(String parameters) {
		assertThatExceptionOfType(RequestRefusedException.class)
			.isThrownBy(() -> SniffingModelScanner.forContentType("multipart/form-data; " + parameters, null))
			.withMessage("\"Content-Type boundary\" stands twice in the request");
	}

	@ParameterizedTest
	@ValueSource(strings = { "name=\"model\"; name=\"file\"", "name=file; NAME = \"model\"",
			"name=a; name*=UTF-8''model", "name=\"a\"\r\nContent-Disposition: form-data; name=\"model\"",
			"name=a;\r\n\tname=model", "filename=x; name=a; name=b", "filename=\"a\\\"; name=b; x=\"; name=model" })
	void partWithTwoNamesIsAConflict(String parameters) {
		String form = MODEL.replace("name=\"model\"", parameters) + MODEL + "--b--";
		assertThat(Chunks.feed(new MultipartModelScanner("b"), form, 7).objection())
			.isEqualTo(ApiError.duplicateMember("Content-Disposition name"));
	}

	@ParameterizedTest
	@ValueSource(strings = { "name=model", "NAME=\"model\"; x=y", "x=\"; name=a\"; name=model", "\r\n name=\"model\"",
			"xname=a; name=\"model\"" })
	void partWithOneNameIsRead(String parameters) {
		assertThat(modelOf(MODEL.replace("name=\"model\"", parameters) + "--b--")).isEqualTo("whisper 1");
	}

	// Go takes the first of these for content, Werkzeug single line ends for delimiters.
	@ParameterizedTest
	@ValueSource(strings = { "--b-no\r\n", "--bno\r\n", "--b \tx\r\n", "--b\n", "--b\rx" })
	void lineThatOnlyBeginsAsADelimiterIsRefusedInAnyChunking(String line) {
		String form = MODEL + line + MODEL.replace("whisper", "other") + "--b--";
		for (int size = 1; size <= form.length(); size++) {
			assertThat(Chunks.feed(new MultipartModelScanner("b"), form, size).objection())
				.isEqualTo(ApiError.ambiguousForm());
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "\n", "\r" })
	void singleLineEndsAreRefused(String end) {
		String lines = MODEL.replace("\r\n", end);
		for (String form : new String[] { lines + "--b--", MODEL + "--b\r\n" + lines + "--b--",
				MODEL + "--b\r\nx: y\r\n\r\nno" + end + lines + "--b--" }) {
			assertThat(Chunks.feed(new MultipartModelScanner("b"), form, 3).objection())
				.isEqualTo(ApiError.ambiguousForm());
		}
	}

	@Test
	void headersThatAreTooLongAreRefused() {
		assertThat(Chunks.feed(new MultipartModelScanner("b"), "--b\r\nx: " + "x".repeat(9000), 999).objection())
			.isEqualTo(ApiError.ambiguousForm());
	}

	@ParameterizedTest
	@ValueSource(strings = { "name*=UTF-8''model", "name*=UTF-8''model; name=a", "name*=UTF-8''file",
			"name*0=mod; name*1=el" })
	void nameThatCannotBeToldIsRefused(String parameter) {
		String form = MODEL.replace("name=\"model\"", parameter) + "--b--";
		assertThat(Chunks.feed(new MultipartModelScanner("b"), form, 7).objection())
			.isEqualTo(ApiError.ambiguousForm());
	}

	@Test
	void blanksBehindADelimiterAndOtherDispositionsAreRead() {
		assertThat(modelOf(MODEL.replaceFirst("--b", "--b \t") + "--b--")).isEqualTo("whisper 1");
		assertThat(modelOf(MODEL.replace("form-data", "attachment") + "--b--")).isEqualTo("whisper 1");
	}

	private static @Nullable String modelOf(String form) {
		ModelScanner.Finding finding = Chunks.feed(new MultipartModelScanner("b"), form, 11).finding();
		return (finding != null) ? finding.model() : null;
	}

}
