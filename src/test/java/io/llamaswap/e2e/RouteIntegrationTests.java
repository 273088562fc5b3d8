package io.llamaswap.e2e;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;

import io.llamaswap.model.ModelState;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * Which requests reach a model, and which load one, in the whole application.
 */
class RouteIntegrationTests extends EndToEnd {

	@Override
	ModelsFile models(ModelsFile file) {
		return file.model("a", "aliases: [first]")
			.model("b", "")
			.model("c", "")
			.model("broken", "", "--exit-at-start", "7");
	}

	@BeforeEach
	void nothingRuns() throws Exception {
		unloadAll();
	}

	@ParameterizedTest(name = "{0} {1} answers {2}")
	@CsvSource({ "POST,/health,405", "POST,/v1/models,405", "POST,/running,405", "POST,/api/plan,405",
			"POST,/ui/nothing,404", "POST,/logs,405", "GET,/favicon.ico?model=a,200", "GET,/robots.txt,404",
			"GET,/sw.js,404", "GET,/v1/models/first,200", "GET,/upstream?model=a,200" })
	void ownRoutesWin(String method, String path, int status) throws Exception {
		HttpRequest.BodyPublisher body = "GET".equals(method) ? HttpRequest.BodyPublishers.noBody()
				: HttpRequest.BodyPublishers.ofString("{\"model\":\"a\"}");
		assertThat(this.client.send(this.client.at(path).method(method, body)).statusCode()).isEqualTo(status);
		assertNothingRuns();
	}

	@ParameterizedTest
	@ValueSource(strings = { "/api/nothing", "/v1/models/a" })
	void whatIsNotOursIsTheModels(String path) throws Exception {
		HttpResponse<String> answer = this.client
			.send(this.client.at(path).POST(HttpRequest.BodyPublishers.ofString("{\"model\":\"a\"}")));
		assertThat(answer.body()).as("of the model server").contains("File Not Found");
		assertThat(this.application.status("a").state()).isEqualTo(ModelState.READY);
	}

	@ParameterizedTest(name = "{0} {1} answers {2}")
	@CsvSource({ "GET,/props?model=c,409", "HEAD,/props?model=c,409", "GET,/slots?model=b,409", "HEAD,/upstream/b/,409",
			"GET,/upstream/b/favicon.ico,409", "GET,/upstream/b/app.js,409", "HEAD,/v1/audio/voices?model=b,409",
			"OPTIONS,/upstream/b/,204", "GET,/v1/anything?model=b,409", "GET,/comfyui/,404" })
	void probesLoadNothing(String method, String path, int status) throws Exception {
		assertThat(
				this.client.send(this.client.at(path).method(method, HttpRequest.BodyPublishers.noBody())).statusCode())
			.isEqualTo(status);
		assertNothingRuns();
	}

	@Test
	void newRouteOfAnEngineWorksWithoutBeingKnown() throws Exception {
		HttpResponse<String> answer = this.client.send(this.client.at("/echo/v9/new%2Fthing?x=1")
			.header("Content-Type", "application/json")
			.method("PATCH", HttpRequest.BodyPublishers.ofString("{\"model\":\"first\"}")));
		assertThat(answer.statusCode()).isEqualTo(200);
		assertThat(answer.body()).contains("\"method\":\"PATCH\"", "\"target\":\"/echo/v9/new%2Fthing?x=1\"",
				"\"model\":\"first\"", "\"servedBy\":\"a\"");
	}

	@Test
	void propsAreThoseOfTheLastLife() throws Exception {
		this.client.send(this.client.chat("a", "load"));
		HttpResponse<String> live = this.client.send(this.client.at("/props?model=a"));
		assertThat(live.body()).contains("n_ctx");
		nothingRuns();
		Awaitility.await().atMost(LIMIT).untilAsserted(() -> {
			HttpResponse<String> remembered = this.client.send(this.client.at("/props?model=first"));
			assertThat(remembered.statusCode()).isEqualTo(200);
			assertThat(remembered.body()).isEqualTo(live.body());
			assertThat(remembered.headers().firstValue("Age")).isPresent();
		});
		assertNothingRuns();
	}

	@Test
	void noSpellingLeadsOutOfTheModelsPaths() throws Exception {
		for (String path : new String[] { "/upstream/a/..%2f..%2fhealth", "/upstream/a/%2e%2e/x", "/upstream/a/../x",
				"/upstream/a/..;/x", "/upstream/a/%00" }) {
			assertThat(raw("GET " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")).as(path)
				.startsWith("HTTP/1.1 400 ");
		}
		assertNothingRuns();
	}

	@Test
	void webSocketLoadsItsModelAndHoldsItAgainstASwap() throws Exception {
		Said said = new Said();
		WebSocket socket = open("/upstream/a/ws", said);
		assertThat(this.application.status("a").inFlight()).isEqualTo(1);
		CompletableFuture<HttpResponse<String>> other = this.client.sendAsync(this.client.chat("b", "waits"));
		Awaitility.await().atMost(LIMIT).until(() -> this.application.status("b").waiting() == 1);
		socket.sendText("still here", true).get(10, TimeUnit.SECONDS);
		assertThat(said.text.get(10, TimeUnit.SECONDS)).isEqualTo("still here");
		assertThat(this.application.status("a").state()).isEqualTo(ModelState.READY);
		socket.sendClose(1000, "").get(10, TimeUnit.SECONDS);
		assertThat(other.get(30, TimeUnit.SECONDS).statusCode()).isEqualTo(200);
	}

	@Test
	void webSocketOfAModelThatDoesNotLoadIsAnHttpError() {
		assertThatThrownBy(() -> open("/v1/realtime?model=broken", new Said())).isInstanceOf(ExecutionException.class)
			.cause()
			.isInstanceOfSatisfying(WebSocketHandshakeException.class,
					(ex) -> assertThat(ex.getResponse().statusCode()).isEqualTo(502));
	}

	private WebSocket open(String path, WebSocket.Listener listener) throws Exception {
		String address = this.application.address().resolve(path).toString().replace("http:", "ws:");
		return this.client.http()
			.newWebSocketBuilder()
			.buildAsync(URI.create(address), listener)
			.get(30, TimeUnit.SECONDS);
	}

	private String raw(String request) throws IOException {
		try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), this.application.address().getPort())) {
			socket.setSoTimeout(10_000);
			socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
			return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
		}
	}

	private void assertNothingRuns() {
		assertThat(this.application.statuses()).allMatch((status) -> status.state() == ModelState.STOPPED);
	}

	/**
	 * The first text that came back.
	 */
	private static final class Said implements WebSocket.Listener {

		private final CompletableFuture<String> text = new CompletableFuture<>();

		@Override
		public @Nullable CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
			this.text.complete(data.toString());
			return null;
		}

	}

}
