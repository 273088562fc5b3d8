package io.llamaswap.routing;

import java.io.IOException;

import io.llamaswap.test.Configurations;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The rows of contract 3.6, one named case each: where a request names its model.
 */
class ContractExtractionTests {

	private final DataPath path = new DataPath(Configurations.parse("models: {m: {cmd: 'x ${PORT}'}}"));

	private final SocketUpstream upstream = SocketUpstream.answering("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");

	ContractExtractionTests() {
		this.path.lifecycle.serve("m", this.upstream.uri(), 1);
	}

	@AfterEach
	void nothingIsLeftOver() throws IOException {
		this.path.closeWhenQuiet();
		this.upstream.close();
	}

	@ParameterizedTest(name = "{0}")
	@CsvSource(delimiter = '|', quoteCharacter = '`', nullValues = "-",
			textBlock = """
					GET by its query                  | GET /v1/audio/voices?model=m   | -                                 | -              | 200
					HEAD by its query                 | HEAD /v1/audio/voices?model=m  | -                                 | -              | 200
					GET ignores its body              | GET /v1/audio/voices           | application/json                  | {"model":"m"}  | 404
					JSON                              | POST /v1/completions           | application/json                  | {"model":"m"}  | 200
					JSON with a charset               | POST /v1/completions           | application/json; charset=utf-8   | {"model":"m"}  | 200
					JSON of a vendor                  | POST /v1/completions           | application/vnd.x+json            | {"model":"m"}  | 200
					JSON wins over the query          | POST /v1/completions?model=zzz | application/json                  | {"model":"m"}  | 200
					JSON in another case              | POST /v1/completions           | application/json                  | {"model":"M"}  | 404
					JSON with blanks in the name      | POST /v1/completions           | application/json                  | {"model":" m"} | 404
					empty name                        | POST /v1/completions           | application/json                  | {"model":""}   | 404
					list at the top                   | POST /v1/completions           | application/json                  | [{"model":"m"}]| 404
					keys in single quotes             | POST /v1/completions           | application/json                  | {'model':'m'}  | 404
					multipart by its field            | POST /v1/images/edits          | multipart/form-data; boundary=b   | model          | 200
					multipart by its query            | POST /v1/images/edits?model=m  | multipart/form-data; boundary=b   | other          | 200
					form by its field                 | POST /v1/completions           | application/x-www-form-urlencoded | model=m        | 200
					form by its query                 | POST /v1/completions?model=m   | application/x-www-form-urlencoded | a=b            | 200
					no Content-Type, form             | POST /v1/completions           | -                                 | model=m        | 200
					no Content-Type, query            | POST /v1/completions?model=m   | -                                 | -              | 200
					no Content-Type, JSON (better)    | POST /v1/completions           | -                                 | {"model":"m"}  | 200
					JSON called a form (better)       | POST /v1/completions           | application/x-www-form-urlencoded | {"model":"m"}  | 200
					path                              | POST /upstream/m/x?model=zzz   | application/json                  | {"model":"y"}  | 200
					""")
	void requestNamesItsModel(String row, String line, @Nullable String type, @Nullable String text, int status)
			throws IOException {
		boolean form = type != null && type.startsWith("multipart");
		String body = (text != null) ? (form ? form(text) : text) : "";
		String head = line + " HTTP/1.1\r\nHost: h\r\n" + ((type != null) ? "Content-Type: " + type + "\r\n" : "");
		assertThat(this.path.exchange(head + "Content-Length: " + body.length() + "\r\n\r\n" + body)).as(row)
			.startsWith("HTTP/1.1 " + status + " ");
		assertThat(this.upstream.heads).hasSize((status == 200) ? 1 : 0);
	}

	private static String form(String field) {
		return "--b\r\nContent-Disposition: form-data; name=\"" + field + "\"\r\n\r\nm\r\n--b--\r\n";
	}

}
