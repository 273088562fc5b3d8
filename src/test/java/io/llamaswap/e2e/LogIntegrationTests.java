package io.llamaswap.e2e;

import java.io.BufferedReader;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What models print, as the log streams show it.
 */
class LogIntegrationTests extends EndToEnd {

	private static final String CHATTER = "chatter ";

	@Override
	ModelsFile models(ModelsFile file) {
		return file.model("talks/much", "", "--chatter", "500")
			.model("floods", "", "--flood", "40m", "--flood-line", "20m", "--flood-binary", "1m");
	}

	@Test
	void historyAndLivePartJoinWithoutAGap() throws Exception {
		ask("talks/much");
		for (String source : List.of("talks/much", "upstream")) {
			HttpResponse<InputStream> stream = this.client.open(this.client.at("/logs/stream/" + source));
			assertThat(stream.statusCode()).isEqualTo(200);
			assertThat(stream.headers().firstValue("Content-Type").orElse("")).startsWith("text/plain");
			try (BufferedReader lines = reader(stream)) {
				assertThat(lines.readLine()).startsWith("demo model talks/much listens");
				for (int number = 0; number < 1000; number++) {
					assertThat(lines.readLine()).isEqualTo(CHATTER + number);
				}
			}
		}
	}

	@Test
	void withoutHistoryOnlyNewLinesAreShown() throws Exception {
		ask("talks/much");
		HttpResponse<InputStream> stream = this.client.open(this.client.at("/logs/stream/talks/much?no-history"));
		try (BufferedReader lines = reader(stream)) {
			int first = number(lines.readLine());
			assertThat(first).isPositive();
			assertThat(number(lines.readLine())).isEqualTo(first + 1);
		}
	}

	@Test
	void logsShowModelsAndProgram() throws Exception {
		ask("talks/much");
		String logs = this.client.send(this.client.at("/logs")).body();
		assertThat(logs).contains("demo model talks/much listens").contains("[INFO] ");
	}

	@Test
	void neitherAFloodNorAStalledReaderSlowsAModel() throws Exception {
		try (Socket stalled = new Socket(InetAddress.getLoopbackAddress(), this.application.address().getPort())) {
			stalled.setReceiveBufferSize(4096);
			stalled.getOutputStream()
				.write("GET /logs/stream HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".getBytes(StandardCharsets.ISO_8859_1));
			ask("floods");
		}
		assertThat(this.client.send(this.client.at("/logs")).body().length()).isLessThan(400_000);
	}

	private void ask(String model) throws Exception {
		HttpResponse<String> answer = this.client.send(this.client.chat(model, "l"));
		assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
	}

	private static int number(String line) {
		assertThat(line).startsWith(CHATTER);
		return Integer.parseInt(line.substring(CHATTER.length()));
	}

	private static BufferedReader reader(HttpResponse<InputStream> stream) {
		return new BufferedReader(new InputStreamReader(stream.body(), StandardCharsets.UTF_8));
	}

}
