package io.llamaswap.routing;

import java.io.IOException;

import io.llamaswap.test.Configurations;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What filters do to requests on their way (contract 3.5, C210 to C220), over real
 * sockets.
 */
class FilterTests {

	private static final String YAML = """
			models:
			  m:
			    cmd: x --port ${PORT}
			    useModelName: real
			    filters:
			      stripParams: temperature, model, top_k , temperature
			      setParams: {max_tokens: 100, chat_template_kwargs.enable_thinking: false, model: other}
			      setParamsByID:
			        "m:high": {max_tokens: 9000, temperature: 1.0}
			  plain:
			    cmd: x --port ${PORT}
			  early:
			    cmd: x --port ${PORT}
			    filters: {strip_params: "top_p"}
			""";

	private static final String CHAT = "/v1/chat/completions";

	private static final String ALWAYS = "\"chat_template_kwargs\":{\"enable_thinking\":false},\"max_tokens\":100}";

	private final DataPath path = new DataPath(Configurations.parse(YAML));

	private final SocketUpstream upstream = SocketUpstream.echoing();

	FilterTests() {
		for (String model : new String[] { "m", "plain", "early" }) {
			this.path.lifecycle.serve(model, this.upstream.uri(), 1);
		}
	}

	@AfterEach
	void nothingIsLeftOver() throws IOException {
		this.path.closeWhenQuiet();
		this.upstream.close();
	}

	@Test
	void filtersFollowEachOtherInTheirOrder() throws IOException {
		assertThat(send("{\"temperature\":1,\"model\":\"m\",\"x\" : 1.50,\"top_k\":5}"))
			.isEqualTo("{\"model\":\"real\",\"x\" : 1.50," + ALWAYS);
	}

	@Test
	void requestedNameHasParametersOfItsOwnAndIsAnAlias() throws IOException {
		assertThat(send("{\"model\":\"m:high\",\"temperature\":0}"))
			.isEqualTo("{\"model\":\"real\",\"chat_template_kwargs\":{\"enable_thinking\":false},"
					+ "\"max_tokens\":9000,\"temperature\":1}");
	}

	@Test
	void valuesAreReplacedInPlace() throws IOException {
		assertThat(send("{\"max_tokens\":5,\"model\":\"m\",\"chat_template_kwargs\":{\"a\":1}}"))
			.isEqualTo("{\"max_tokens\":100,\"model\":\"real\",\"chat_template_kwargs\":{\"a\":1,"
					+ "\"enable_thinking\":false}}");
	}

	@Test
	void noDuplicateAndNoEscapeSlipsPast() throws IOException {
		assertThat(
				send("{\"temperature\":1,\"model\":\"m\",\"t\\u0065mperature\":2,\"max_tokens\":1,\"max_tokens\":2}"))
			.isEqualTo("{\"model\":\"real\",\"max_tokens\":100,\"max_tokens\":100,"
					+ "\"chat_template_kwargs\":{\"enable_thinking\":false}}");
	}

	@Test
	void earlySpellingOfStripParamsWorks() throws IOException {
		assertThat(send("{\"model\":\"early\",\"top_p\":1,\"top_k\":2}"))
			.isEqualTo("{\"model\":\"early\",\"top_k\":2}");
	}

	@ParameterizedTest
	@ValueSource(strings = { "{\"model\":\"m\",", "{\"model\":\"m\"}}", "{\"model\":\"m\",\"x\":01}",
			"{\"model\":\"m\" \"x\":1}" })
	void bodyThatIsNoValidJsonIsRefusedWhereItHasToBeEdited(String body) throws IOException {
		assertThat(this.path.exchange(DataPath.post(CHAT, body))).startsWith("HTTP/1.1 400 ")
			.contains("not valid JSON");
		assertThat(this.upstream.heads).isEmpty();
	}

	@Test
	void withoutFiltersBrokenBodiesReachTheServer() throws IOException {
		assertThat(send("{\"model\":\"plain\",\"x\":01")).isEqualTo("{\"model\":\"plain\",\"x\":01");
	}

	@Test
	void jsonWithoutItsContentTypeDoesNotSlipPast() throws IOException {
		String request = DataPath.post(CHAT, "{\"model\":\"m\",\"temperature\":1}");
		String answer = this.path.exchange(request.replace("Content-Type: application/json\r\n", ""));
		assertThat(answer).endsWith("{\"model\":\"real\"," + ALWAYS);
	}

	@Test
	void formsAreNotFiltered() throws IOException {
		String request = DataPath.post("/v1/audio/transcriptions", "model=m&temperature=1");
		String answer = this.path.exchange(request.replace("application/json", "application/x-www-form-urlencoded"));
		assertThat(answer).endsWith("model=real&temperature=1");
	}

	@Test
	void requestsUnderUpstreamAreNotFiltered() throws IOException {
		assertThat(this.path.exchange(DataPath.post("/upstream/m/v1/x", "{\"temperature\":1}")))
			.endsWith("{\"temperature\":1}");
	}

	@ParameterizedTest
	@ValueSource(ints = { 10, 9000, 200_000, 500_000 })
	void lengthFitsWhereverTheModelStands(int size) throws IOException {
		String filler = "\"x\":\"" + "y".repeat(size) + "\"";
		assertThat(send("{\"temperature\":1," + filler + ",\"model\":\"m\"}"))
			.isEqualTo("{" + filler + ",\"model\":\"real\"," + ALWAYS);
		assertThat(send("{\"model\":\"m\"," + filler + ",\"temperature\":1}"))
			.isEqualTo("{\"model\":\"real\"," + filler + "," + ALWAYS);
	}

	@Test
	void chunkedBodiesGetALength() throws IOException {
		String request = "POST " + CHAT + " HTTP/1.1\r\nHost: h\r\nContent-Type: application/json\r\n"
				+ "Transfer-Encoding: chunked\r\n\r\n" + "d\r\n{\"model\":\"m\",\r\n" + "11\r\n\"temperature\": 1}\r\n"
				+ "0\r\n\r\n";
		assertThat(this.path.exchange(request)).endsWith("{\"model\":\"real\"," + ALWAYS);
		assertThat(this.upstream.heads.remove()).contains("content-length: ").doesNotContain("chunked");
	}

	@Test
	void bodyBeyondTheLookAheadIsRefusedWhereItHasToBeEdited() throws IOException {
		String body = "{\"model\":\"%s\",\"x\":\"" + "y".repeat((int) DataPath.BODY_LIMIT / 2 + 70_000) + "\"}";
		assertThat(this.path.exchange(DataPath.post(CHAT, String.format(body, "m")))).startsWith("HTTP/1.1 413 ");
		assertThat(this.path.exchange(DataPath.post(CHAT, String.format(body, "plain")))).startsWith("HTTP/1.1 200 ");
	}

	@Test
	void secondModelIsEditedLikeTheFirst() throws IOException {
		assertThat(send("{\"model\":\"m\",\"x\":1,\"model\":\"m\"}"))
			.startsWith("{\"model\":\"real\",\"x\":1,\"model\":\"real\",");
	}

	private String send(String body) throws IOException {
		String answer = this.path.exchange(DataPath.post(CHAT, body));
		assertThat(answer).startsWith("HTTP/1.1 200 ");
		return answer.substring(answer.indexOf("\r\n\r\n") + 4);
	}

}
