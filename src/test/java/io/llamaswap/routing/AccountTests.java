package io.llamaswap.routing;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Set;

import io.llamaswap.activity.ActivityQuery;
import io.llamaswap.activity.ActivityRow;
import io.llamaswap.activity.MeteredRequest;
import io.llamaswap.activity.TokenCounts;
import io.llamaswap.test.Configurations;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Which requests are counted, and as what: C281 to C284, C297.
 */
class AccountTests {

	private static final Duration SOON = Duration.ofSeconds(5);

	private static final String CHAT = "/v1/chat/completions";

	private static final String BODY = "{\"usage\":{\"prompt_tokens\":3,\"completion_tokens\":4}}";

	private final DataPath path = new DataPath(Configurations.parse("""
			models: {m: {cmd: 'x --port ${PORT}', aliases: [tiny]}}
			selectors: {best: {strategy: pin, targets: [m]}}
			"""));

	private SocketUpstream upstream = answering(200, "application/json", BODY);

	AccountTests() {
		serve(this.upstream);
	}

	@AfterEach
	void nothingIsLeftOver() throws IOException {
		this.path.closeWhenQuiet();
		assertThat(this.path.activity.inFlight().all()).isEmpty();
		this.upstream.close();
	}

	@Test
	void answeredRequestIsARow() throws IOException {
		this.path.exchange(DataPath.post("/v/chat/completions", "{\"model\":\"tiny\"}"));
		ActivityRow row = rows(1).get(0);
		assertThat(row.id()).isEqualTo(1);
		assertThat(row.model()).isEqualTo("m");
		assertThat(row.path()).isEqualTo("/chat/completions");
		assertThat(row.contentType()).isEqualTo("application/json");
		assertThat(row.status()).isEqualTo(200);
		assertThat(row.tokens().input()).isEqualTo(3);
		assertThat(row.tokens().output()).isEqualTo(4);
		assertThat(row.error()).isNull();
	}

	@Test
	void selectorThatChoseIsTold() throws IOException {
		this.path.exchange(DataPath.post(CHAT, "{\"model\":\"best\"}"));
		this.path.exchange(DataPath.post(CHAT, "{\"model\":\"m\"}"));
		assertThat(rows(2)).extracting(ActivityRow::model).containsOnly("m");
		assertThat(rows(2)).extracting((row) -> row.metadata().get("selector")).containsExactly("best", null);
	}

	@Test
	void streamIsReadToItsEnd() throws IOException {
		serve(new SocketUpstream((connection) -> {
			connection.readRequest();
			connection.write("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n"
					+ "data: {\"choices\":[]}\n\n".repeat(3000)
					+ "data: {\"timings\":{\"prompt_n\":5,\"predicted_n\":6}}\n\n" + "data: [DONE]\n\n");
		}));
		this.path.exchange(DataPath.post(CHAT, "{\"model\":\"m\",\"stream\":true}"));
		assertThat(rows(1).get(0).tokens().input()).isEqualTo(5);
		assertThat(rows(1).get(0).tokens().output()).isEqualTo(6);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', value = { CHAT + "|{\"model\":\"nobody\"}|nobody|404|no router for requested model",
			"/upstream/m" + CHAT + "|{}|m|400|too long" })
	void failureIsARowWithItsReason(String route, String body, String model, int status, String reason)
			throws IOException {
		serve(answering(400, "application/json", "{\"error\":{\"message\":\"too long\"}}"));
		this.path.exchange(DataPath.post(route, body));
		ActivityRow row = rows(1).get(0);
		assertThat(row.model()).isEqualTo(model);
		assertThat(row.status()).isEqualTo(status);
		assertThat(row.error()).startsWith(reason);
		assertThat(row.tokens()).isEqualTo(TokenCounts.NONE);
	}

	@Test
	void othersAreNotCounted() throws IOException {
		this.path.exchange(DataPath.get("/v1/audio/voices?model=m"));
		this.path.exchange(DataPath.post("/upstream/m/slots/1", "{}"));
		this.path.exchange(DataPath.post("/my/route", "{\"model\":\"m\"}"));
		this.path.exchange(DataPath.post(CHAT, "{}"));
		this.path.exchange(DataPath.post(CHAT, "{\"model\":\"m\"}"));
		assertThat(rows(1)).extracting(ActivityRow::path).containsExactly(CHAT);
	}

	@Test
	void r51ClientThatLeftWhileItsModelLoadedIs499AndNoSuccess() throws IOException {
		serve(new SocketUpstream((connection) -> connection.awaitEnd()));
		this.path.lifecycle.hold();
		try (DataPath.Client client = this.path.connect()) {
			client.write(DataPath.post(CHAT, "{\"model\":\"m\"}"));
			Awaitility.await().atMost(SOON).until(() -> this.path.lifecycle.requests.size() == 1);
		}
		assertThat(rows(1).get(0).status()).isEqualTo(499);
	}

	@Test
	void clientThatLeftIs499() throws IOException {
		serve(new SocketUpstream((connection) -> {
			connection.readRequest();
			connection.awaitEnd();
		}));
		try (DataPath.Client client = this.path.connect()) {
			client.write(DataPath.post(CHAT, "{\"model\":\"m\"}")
				.replaceFirst("\r\n", "\r\nAuthorization: Bearer secret\r\nX-Session-ID: s\r\n"));
			Awaitility.await().atMost(SOON).until(() -> !this.path.activity.inFlight().all().isEmpty());
			MeteredRequest.View view = this.path.activity.inFlight().all().get(0).view();
			assertThat(view.model()).isEqualTo("m");
			assertThat(view.requestHeaders()).containsEntry("Authorization", "[REDACTED]")
				.containsEntry("X-Session-Id", "s");
			assertThat(view.address()).isEqualTo("127.0.0.1");
			Awaitility.await().atMost(SOON).until(() -> !this.upstream.heads.isEmpty());
		}
		assertThat(rows(1).get(0).status()).isEqualTo(499);
	}

	@Test
	void serverThatBreaksOffIsNoSuccess() throws IOException {
		serve(new SocketUpstream((connection) -> {
			connection.readRequest();
			connection.write("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n");
		}));
		this.path.exchange(DataPath.post(CHAT, "{\"model\":\"m\"}"));
		assertThat(rows(1).get(0).status()).isEqualTo(502);
	}

	@Test
	void requestInFlightCanBeCancelled() throws IOException {
		serve(new SocketUpstream((connection) -> {
			connection.readRequest();
			connection.awaitEnd();
		}));
		try (DataPath.Client client = this.path.connect()) {
			client.write(DataPath.post(CHAT, "{\"model\":\"m\"}"));
			Awaitility.await().atMost(SOON).until(() -> !this.upstream.heads.isEmpty());
			String id = this.path.activity.inFlight().all().get(0).view().id();
			assertThat(this.path.activity.inFlight().cancel("x")).isFalse();
			assertThat(this.path.activity.inFlight().cancel(id)).isTrue();
			assertThat(client.readUntil("}}")).startsWith("HTTP/1.1 502 ").contains("cancelled");
			Awaitility.await().atMost(Duration.ofSeconds(1)).until(() -> this.upstream.closed.get() == 1);
		}
		assertThat(rows(1).get(0).error()).contains("cancelled");
	}

	private List<ActivityRow> rows(int count) {
		ActivityQuery all = new ActivityQuery(Set.of(), null, null, 1, Long.MAX_VALUE, "id", false);
		Awaitility.await().atMost(SOON).until(() -> this.path.activity.log().find(all).size() >= count);
		return this.path.activity.log().find(all);
	}

	private void serve(SocketUpstream server) {
		this.upstream = server;
		this.path.lifecycle.serve("m", server.uri(), this.path.lifecycle.nextLife());
	}

	private static SocketUpstream answering(int status, String type, String body) {
		return SocketUpstream.answering("HTTP/1.1 " + status + " X\r\nContent-Type: " + type + "\r\nContent-Length: "
				+ body.length() + "\r\n\r\n" + body);
	}

}
