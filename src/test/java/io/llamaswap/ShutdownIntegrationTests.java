package io.llamaswap;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.llamaswap.test.ProgramProcess;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The end of the program, with work in flight and watchers (contract C018-C023).
 */
class ShutdownIntegrationTests {

	private static final Duration PATIENCE = Duration.ofSeconds(60);

	private static final Pattern PID = Pattern.compile("\"pid\":(\\d+)");

	@TempDir
	private static Path folder;

	private final HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

	private final List<String> chat = new CopyOnWriteArrayList<>();

	private ProgramProcess program;

	@BeforeEach
	void start() {
		this.program = ProgramProcess.start(folder, "--listen", "127.0.0.1:0").awaitReady();
	}

	@AfterEach
	void end() {
		this.program.close();
	}

	@Test
	void aRunningAnswerMayFinishWhileWatchersAndNewcomersAreTurnedAway() throws IOException, InterruptedException {
		CompletableFuture<HttpResponse<Void>> answer = stream(120);
		CompletableFuture<HttpResponse<String>> logs = watch("/logs/stream");
		CompletableFuture<HttpResponse<String>> dashboard = watch("/ui/events");
		Awaitility.await().atMost(PATIENCE).until(() -> this.chat.size() > 4);
		long model = modelProcess();
		this.program.signal("TERM");
		this.program.awaitLine(Pattern.compile("Shutting down"));
		HttpResponse<String> newcomer = this.client.send(request("/v1/models").build(), BodyHandlers.ofString());
		assertThat(newcomer.statusCode()).isEqualTo(503);
		assertThat(newcomer.headers().firstValue("connection")).hasValue("close");
		assertThat(newcomer.headers().firstValue("retry-after")).isPresent();
		assertThat(answer).succeedsWithin(PATIENCE);
		assertThat(this.chat).contains("data: [DONE]");
		assertThat(logs).succeedsWithin(PATIENCE);
		assertThat(dashboard).succeedsWithin(PATIENCE);
		assertThat(this.program.awaitExit(PATIENCE)).isZero();
		assertThat(ProcessHandle.of(model).filter(ProcessHandle::isAlive)).isEmpty();
		assertThat(this.program.errors()).isEmpty();
	}

	@Test
	void aSecondSignalDoesNotWait() throws IOException, InterruptedException {
		CompletableFuture<HttpResponse<Void>> answer = stream(100_000);
		Awaitility.await().atMost(PATIENCE).until(() -> this.chat.size() > 4);
		long model = modelProcess();
		this.program.signal("TERM");
		this.program.awaitLine(Pattern.compile("Shutting down"));
		// Not INT: what runs in the background of a script is started with that ignored.
		this.program.signal("TERM");
		assertThat(this.program.awaitExit(Duration.ofSeconds(20))).isZero();
		assertThat(answer).failsWithin(PATIENCE);
		assertThat(this.chat).doesNotContain("data: [DONE]")
			.anySatisfy((line) -> assertThat(line).contains("\"code\":\"model_unloaded\""));
		assertThat(ProcessHandle.of(model).filter(ProcessHandle::isAlive)).isEmpty();
	}

	private CompletableFuture<HttpResponse<Void>> stream(int tokens) {
		String body = "{\"model\":\"alpaca\",\"stream\":true,\"max_tokens\":" + tokens
				+ ",\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]}";
		return this.client.sendAsync(
				request("/v1/chat/completions").POST(HttpRequest.BodyPublishers.ofString(body)).build(),
				BodyHandlers.fromLineSubscriber(new LineCollector(this.chat)));
	}

	private CompletableFuture<HttpResponse<String>> watch(String path) {
		return this.client.sendAsync(request(path).build(), BodyHandlers.ofString());
	}

	private HttpRequest.Builder request(String path) {
		return HttpRequest.newBuilder(URI.create(this.program.url() + path));
	}

	private long modelProcess() throws IOException, InterruptedException {
		String models = this.client
			.send(HttpRequest.newBuilder(URI.create(this.program.managementUrl() + "/actuator/models")).build(),
					BodyHandlers.ofString())
			.body();
		Matcher pid = PID.matcher(models);
		assertThat(pid.find()).as(models).isTrue();
		return Long.parseLong(pid.group(1));
	}

}
