package io.llamaswap.e2e;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import com.sun.net.httpserver.HttpServer;
import io.llamaswap.model.ModelState;
import io.llamaswap.test.DemoJournal;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Model servers that die, hang, hide children or lose their port, and what is left of
 * them.
 */
class FailureIntegrationTests extends EndToEnd {

	private final HttpServer stranger = somebodyElse();

	@Override
	ModelsFile models(ModelsFile file) {
		int taken = this.stranger.getAddress().getPort();
		return file.model("good", "", "--tokens-per-second", "100")
			.model("bad", "", "--exit-at-start", "7", "--start-delay", "100ms")
			.model("deaf", "unloadTimeout: 1", "--ignore-term")
			.model("wrapper", "", "--fork-child")
			.model("escaped", "", "--fork-session")
			.model("robbed", "proxy: http://127.0.0.1:" + taken, "--other-port", String.valueOf(taken));
	}

	@AfterAll
	void stopStranger() {
		this.stranger.stop(0);
	}

	@Test
	void aDeathWhileLoadingIsToldAtOnceWithItsReason() throws Exception {
		HttpResponse<String> answer = this.client.send(this.client.chat("bad", "b1"));
		assertThat(answer.statusCode()).isBetween(500, 503);
		assertThat(answer.body()).contains("\"error\"", "7", "failed to load model (as asked)");
		assertAnswered("good", "b2");
	}

	@Test
	void aDeathWhileStreamingLooksCutAndTheModelComesBack() throws Exception {
		HttpResponse<InputStream> stream = this.client
			.open(this.client.chat("good", "d1", 100, true).header("X-Demo-Exit-After-Tokens", "5"));
		assertThat(stream.statusCode()).isEqualTo(200);
		StringBuilder seen = new StringBuilder();
		assertThatExceptionOfType(IOException.class).isThrownBy(() -> {
			byte[] piece = new byte[4096];
			for (int read = stream.body().read(piece); read >= 0; read = stream.body().read(piece)) {
				seen.append(new String(piece, 0, read, StandardCharsets.UTF_8));
			}
		});
		assertThat(seen.toString()).contains("[good]").doesNotContain("[DONE]");
		// A request that reaches the dying server is not repeated: it might be the cause.
		Awaitility.await().atMost(LIMIT).until(() -> this.application.status("good").state() == ModelState.STOPPED);
		assertAnswered("good", "d2");
	}

	@Test
	void aCutStreamLooksCut() throws Exception {
		HttpResponse<InputStream> stream = this.client
			.open(this.client.chat("good", "c1", 100, true).header("X-Demo-Reset-After", "5"));
		assertThatExceptionOfType(IOException.class).isThrownBy(() -> stream.body().readAllBytes());
		assertAnswered("good", "c2");
	}

	@Test
	void aServerThatIgnoresTermIsKilledAfterItsGrace() throws Exception {
		assertAnswered("deaf", "k1");
		long begin = System.nanoTime();
		assertAnswered("good", "k2");
		assertThat(Duration.ofNanos(System.nanoTime() - begin)).isBetween(Duration.ofSeconds(1),
				Duration.ofSeconds(15));
		long pid = this.journal.find("deaf", "start").get(0).pid();
		assertThat(DemoJournal.isRunning(pid)).isFalse();
		assertThat(this.journal.find("deaf", "signal")).isNotEmpty();
		assertThat(this.journal.find("deaf", "exit")).isEmpty();
	}

	@Test
	void childrenOfTheServerEndWithIt() throws Exception {
		assertEndsWithItsChild("wrapper");
	}

	@Test
	void childrenInASessionOfTheirOwnEndToo() throws Exception {
		assertEndsWithItsChild("escaped");
	}

	@Test
	void aStrangerOnThePortIsNeverTakenForTheModel() throws Exception {
		HttpResponse<String> answer = this.client.send(this.client.chat("robbed", "r1"));
		assertThat(answer.statusCode()).isBetween(500, 503);
		assertThat(answer.body()).contains("port", String.valueOf(this.stranger.getAddress().getPort()))
			.doesNotContain("somebody else");
		assertAnswered("good", "r2");
	}

	@Test
	void anUnloadWhileLoadingEndsTheLoad() throws Exception {
		assertAnswered("good", "u1");
		CompletableFuture<HttpResponse<String>> loading = this.client
			.sendAsync(this.client.chat("deaf", "u2").header("X-Demo-Hang", ""));
		Awaitility.await().atMost(LIMIT).until(() -> this.application.status("deaf").state() == ModelState.STARTING);
		this.client.send(this.client.at("/unload"));
		HttpResponse<String> answer = loading.get(30, TimeUnit.SECONDS);
		assertThat(answer.statusCode()).as(answer.body()).isBetween(500, 503);
		assertThat(this.application.status("deaf").state()).isEqualTo(ModelState.STOPPED);
	}

	private void assertEndsWithItsChild(String model) throws Exception {
		assertAnswered(model, model);
		DemoJournal.Entry forked = this.journal.find(model, "forked").get(0);
		assertThat(DemoJournal.isRunning(Long.parseLong(forked.detail("child")))).isTrue();
		assertAnswered("good", model + "-then");
		assertThat(DemoJournal.isRunning(forked.pid())).isFalse();
		assertThat(DemoJournal.isRunning(Long.parseLong(forked.detail("child")))).isFalse();
	}

	private void assertAnswered(String model, String nonce) throws Exception {
		HttpResponse<String> answer = this.client.send(this.client.chat(model, nonce));
		assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
		assertThat(answer.body()).contains("[" + model + "]");
	}

	private static HttpServer somebodyElse() {
		try {
			HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
			server.createContext("/", (exchange) -> {
				byte[] body = "I am somebody else".getBytes(StandardCharsets.UTF_8);
				exchange.sendResponseHeaders(200, body.length);
				exchange.getResponseBody().write(body);
				exchange.close();
			});
			server.start();
			return server;
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
