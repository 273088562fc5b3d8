package io.llamaswap.api;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

import io.llamaswap.activity.Activity;
import io.llamaswap.activity.ActivityQuery;
import io.llamaswap.activity.MeteredRequest;
import io.llamaswap.config.Configuration;
import io.llamaswap.log.LogBook;
import io.llamaswap.test.Configurations;
import io.llamaswap.test.FakeModelLifecycle;
import io.llamaswap.test.WebSlice;
import io.netty.buffer.Unpooled;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import reactor.core.publisher.Flux;
import reactor.test.StepVerifier;

import org.springframework.test.web.reactive.server.WebTestClient;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Activity and events as clients see them: C260 to C267, C285, C286, C289, C297.
 */
class ActivityTests {

	private static final Duration SOON = Duration.ofSeconds(20);

	private final Configuration configuration = Configurations.parse("""
			captureBuffer: 1
			models:
			  b: {cmd: 'x --port ${PORT}', name: Bee, unlisted: true}
			  a: {cmd: 'x --port ${PORT}', aliases: [first], capabilities: {tools: true, context: 7}}
			peers:
			  box: {proxy: 'http://box:1', models: [far]}
			""");

	private final LogBook logs = new LogBook();

	private final FakeModelLifecycle lifecycle = new FakeModelLifecycle(this.configuration);

	private final WebSlice slice = WebSlice.start(this.configuration, this.lifecycle, "io.llamaswap.api", this.logs);

	private final Activity activity = this.slice.bean(Activity.class);

	private final WebTestClient client = this.slice.client();

	@AfterEach
	void stop() {
		this.slice.close();
	}

	@Test
	void rowsHaveTheMembersOfTheContract() {
		finish("m", "{\"usage\":{\"prompt_tokens\":3,\"completion_tokens\":4}}");
		String page = get("/api/metrics/activity", 200);
		assertThat(page)
			.matches("\\{\"data\":\\[\\{\"id\":1,\"timestamp\":\"[0-9T:-]+Z\",\"model\":\"m\",\"req_path\":\"/v1/x\","
					+ "\"resp_content_type\":\"application/json\",\"resp_status_code\":200,\"tokens\":\\{\"cache_tokens\":-1,"
					+ "\"draft_tokens\":-1,\"draft_acc_tokens\":-1,\"input_tokens\":3,\"output_tokens\":4,"
					+ "\"prompt_per_second\":[0-9.E-]+,\"tokens_per_second\":[0-9.E]+\\},\"duration_ms\":[0-9]+,"
					+ "\"has_capture\":true,\"metadata\":\\{\"k\":\"v\"\\}\\}\\],\"page\":1,\"limit\":25,\"total\":1,"
					+ "\"total_pages\":1\\}\n");
	}

	@Test
	void pagesAreCutOutOfWhatIsFound() {
		for (int count = 0; count < 5; count++) {
			finish((count % 2 == 0) ? "even" : "odd", "{}");
		}
		assertThat(get("/api/metrics/activity?limit=2&page=2&order=asc", 200)).contains("{\"id\":3,", "{\"id\":4,",
				"\"total\":5,\"total_pages\":3}");
		assertThat(get("/api/metrics/activity?model=odd&min_id=3", 200)).contains("\"total\":1,")
			.contains("{\"id\":4,");
		assertThat(get("/api/metrics/activity?page=9&model=odd&model=even", 200)).startsWith("{\"data\":[],");
		assertThat(get("/api/metrics/stats?model=even", 200))
			.isEqualTo("{\"total_requests\":3,\"total_input_tokens\":0,"
					+ "\"total_output_tokens\":0,\"total_cache_tokens\":0,\"prompt_histogram\":null,\"gen_histogram\":null}\n");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|',
			value = { "limit=0|limit must be between 1 and 999", "limit=1000|limit must be between 1 and 999",
					"limit=x|limit must be between 1 and 999", "page=0|page must be >= 1", "sort=x|invalid sort column",
					"order=up|order must be asc or desc", "min_id=0|min_id must be >= 1",
					"min_id=3&max_id=2|min_id must be \\u003c= max_id",
					"start=2026-01-02T00:00:00Z&end=2026-01-01T00:00:00Z|start must be before end",
					"start=yesterday|invalid 'start' timestamp, use RFC3339 format" })
	void wrongQueriesAreToldInLlamaSwapsWords(String query, String message) {
		assertThat(get("/api/metrics/activity?" + query, 400))
			.contains("\"message\":\"" + message.replace(">", "\\u003e") + "\"");
	}

	@Test
	void requestInFlightIsCancelledOnce() {
		AtomicInteger cancelled = new AtomicInteger();
		begin("m", cancelled::incrementAndGet);
		assertThat(post("/api/inflight/1/cancel", 200)).isEqualTo("{\"msg\":\"ok\"}\n");
		assertThat(post("/api/inflight/2/cancel", 404)).contains("inflight request not found");
		assertThat(cancelled).hasValue(1);
	}

	@ParameterizedTest
	@CsvSource({ "x,400,invalid capture ID", "-1,400,invalid capture ID", "1,404,capture not found",
			"\u0661,400,invalid capture ID" })
	void capturesThatAreNotThere(String id, int status, String message) {
		assertThat(get("/api/captures/" + id, status)).contains(message);
	}

	@Test
	void captureHasTheMembersOfTheContract() {
		finish("m", "<answer>");
		assertThat(get("/api/captures/1", 200)).isEqualTo(
				"{\"id\":1,\"req_path\":\"/v1/x\",\"req_headers\":{\"Authorization\":\"[REDACTED]\"},\"req_body\":\"\","
						+ "\"resp_headers\":{},\"resp_body\":\"PGFuc3dlcj4=\"}\n");
		MeteredRequest failed = begin("m", () -> {
		});
		failed.failed(503, "no room");
		failed.end("", false);
		Awaitility.await().atMost(SOON).until(() -> rows() == 2);
		assertThat(get("/api/captures/2", 200)).contains("\"resp_body\":null");
	}

	@Test
	void eventsBeginWithWhatIsNow() {
		this.logs.program().append("[INFO] hello\n");
		begin("a", () -> {
		});
		StepVerifier.create(events())
			.expectNext(event("logData", "{\"source\":\"proxy\",\"data\":\"[INFO] hello\\n\"}"))
			.expectNext(event("logData", "{\"source\":\"upstream\",\"data\":\"\"}"))
			.expectNext(event("modelStatus",
					"[{\"id\":\"a\",\"name\":\"\",\"description\":\"\",\"state\":\"stopped\",\"unlisted\":false,"
							+ "\"peerID\":\"\",\"aliases\":[\"first\"],\"capabilities\":{\"function_calling\":true},"
							+ "\"context_length\":7},{\"id\":\"b\",\"name\":\"Bee\",\"description\":\"\",\"state\":"
							+ "\"stopped\",\"unlisted\":true,\"peerID\":\"\"},{\"id\":\"box/far\",\"name\":\"box: far\","
							+ "\"description\":\"\",\"state\":\"\",\"unlisted\":false,\"peerID\":\"box\"}]"))
			.expectNext(
					event("uiConfig", "{\"activity\":{\"session_id\":[\"X-Session-ID\",\"X-Litellm-Session-Id\"]}}"))
			.expectNext(event("profileChanged", "{\"active\":null}"))
			.assertNext((event) -> assertThat(event)
				.startsWith("event:message\ndata:{\"type\":\"inflight\",\"data\":\"{\\\"operation\\\":\\\"snapshot\\\","
						+ "\\\"requests\\\":[{\\\"id\\\":\\\"1\\\",")
				.contains("\\\"req_headers\\\":{\\\"Authorization\\\":\\\"[REDACTED]\\\"}",
						"\\\"remote_ip\\\":\\\"1.2.3.4\\\"")
				.endsWith("}\n\n"))
			.thenCancel()
			.verify(SOON);
	}

	@Test
	void thenComesWhatHappens() {
		StepVerifier.create(events().skip(5))
			.expectNext(event("inflight", "{\"operation\":\"snapshot\"}"))
			.then(() -> finish("m", "{}"))
			.thenConsumeWhile((event) -> event.contains("inflight"))
			.expectNext(event("activity", "{\"id\":1}"))
			.then(() -> begin("a", () -> {
			}))
			.assertNext((event) -> assertThat(event).contains("{\\\"operation\\\":\\\"upsert\\\",\\\"request\\\":{"))
			.then(() -> this.activity.inFlight().all().get(0).end("", false))
			.thenConsumeWhile((event) -> event.contains("activity"))
			.expectNext(event("inflight", "{\"operation\":\"remove\",\"id\":\"2\"}"))
			.then(() -> this.logs.program().append("[INFO] later\n"))
			.thenConsumeWhile((event) -> event.contains("activity"))
			.expectNext(event("logData", "{\"source\":\"proxy\",\"data\":\"[INFO] later\\n\"}"))
			.thenCancel()
			.verify(SOON);
	}

	private Flux<String> events() {
		Flux<String> text = this.client.get()
			.uri("/api/events")
			.exchange()
			.expectHeader()
			.valueEquals("X-Accel-Buffering", "no")
			.returnResult(byte[].class)
			.getResponseBody()
			.map((bytes) -> new String(bytes, StandardCharsets.UTF_8));
		StringBuilder rest = new StringBuilder();
		return text.concatMapIterable((piece) -> {
			rest.append(piece);
			int end = rest.lastIndexOf("\n\n");
			if (end < 0) {
				return List.of();
			}
			String whole = rest.substring(0, end);
			rest.delete(0, end + 2);
			return List.of(whole.split("\n\n", -1)).stream().map((event) -> event + "\n\n").toList();
		});
	}

	private static String event(String type, String data) {
		return "event:message\ndata:{\"type\":\"" + type + "\",\"data\":\""
				+ data.replace("\\", "\\\\").replace("\"", "\\\"") + "\"}\n\n";
	}

	private void finish(String model, String answer) {
		MeteredRequest request = begin(model, () -> {
		});
		request.sent();
		request.answered(200, List.of(), "application/json", null);
		request.received(Unpooled.copiedBuffer(answer, StandardCharsets.UTF_8));
		int before = rows();
		request.end("", false);
		Awaitility.await().atMost(SOON).until(() -> rows() > before);
	}

	private int rows() {
		return this.activity.log().find(new ActivityQuery(Set.of(), null, null, 1, Long.MAX_VALUE, "id", false)).size();
	}

	private MeteredRequest begin(String model, Runnable cancel) {
		MeteredRequest request = this.activity.begin(new MeteredRequest.Arrival("POST", "/v1/x",
				Map.of("authorization", "Bearer secret").entrySet(), "1.2.3.4"));
		request.found(model, "/v1/x", Map.of("k", "v"), cancel);
		return request;
	}

	private String get(String path, int status) {
		return body(this.client.get().uri(path.replace("<", "%3C")), status);
	}

	private String post(String path, int status) {
		return body(this.client.post().uri(path), status);
	}

	private static String body(WebTestClient.RequestHeadersSpec<?> request, int status) {
		String body = request.exchange()
			.expectStatus()
			.isEqualTo(status)
			.expectBody(String.class)
			.returnResult()
			.getResponseBody();
		return (body != null) ? body : "";
	}

}
