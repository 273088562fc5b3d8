package io.llamaswap.e2e;

import java.net.URI;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.util.concurrent.TimeUnit;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Model servers that ask for a key of their own, for their health check too (R45).
 */
@ExtendWith(OutputCaptureExtension.class)
class ServerKeyIntegrationTests extends EndToEnd {

	private static final String KEY = "canary-9f86d081884c7d65";

	@Override
	ModelsFile models(ModelsFile file) {
		return file.model("m", "apiKey: " + KEY, "--api-key", KEY)
			.model("plain", "")
			.append("groups: {together: {swap: false, members: [m, plain]}}\n")
			.append("captureBuffer: 1\nlogLevel: debug\nlogToStdout: both\nlogRequests: true\n");
	}

	@Test
	void theServersKeyGoesToItAloneAndNobodySeesIt(CapturedOutput output) throws Exception {
		HttpResponse<String> answer = this.client
			.send(this.client.chat("m", "k1").header("Authorization", "Bearer of-the-caller"));
		assertThat(answer.statusCode()).isEqualTo(200);
		assertThat(answer.headers().map().toString()).doesNotContain(KEY);
		assertThat(this.client.send(this.client.at("/upstream/m/echo").header("x-api-key", "of-the-caller")).body())
			.contains("[\"authorization\",\"Bearer " + KEY + "\"]", "[\"x-api-key\",\"" + KEY + "\"]")
			.doesNotContain("of-the-caller");
		assertThat(this.client.send(this.client.at("/upstream/plain/echo").header("x-api-key", "of-the-caller")).body())
			.doesNotContainIgnoringCase("authorization", "x-api-key")
			.doesNotContain(KEY);
		for (String path : new String[] { "/running", "/logs", "/v1/models", "/upstream", "/ui/", "/api/captures/1",
				"/api/metrics/activity", "/api/plan?model=m", "/metrics" }) {
			HttpResponse<String> shown = this.client.send(this.client.at(path));
			assertThat(shown.statusCode()).as(path).isEqualTo(200);
			assertThat(shown.body()).as(path).doesNotContain(KEY);
		}
		assertThat(output.getAll()).contains("model m: ready").doesNotContain(KEY);
	}

	@Test
	void socketsAndWhatIsAskedBesideRequestsShowItToo() throws Exception {
		URI socket = URI.create(this.client.address().toString().replace("http:", "ws:") + "/upstream/m/socket");
		this.client.send(this.client.chat("m", "k2"));
		WebSocket open = this.client.http().newWebSocketBuilder().buildAsync(socket, new WebSocket.Listener() {
		}).get(30, TimeUnit.SECONDS);
		open.abort();
		unloadAll();
		Awaitility.await()
			.atMost(LIMIT)
			.until(() -> this.client.send(this.client.at("/props?model=m")).body().contains("total_slots"));
	}

}
