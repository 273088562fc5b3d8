package io.llamaswap;

import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;

import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Asks a running program what a reload of a configuration would do to it, and prints the
 * answer.
 */
final class ReloadPreview {

	private static final Duration LIMIT = Duration.ofSeconds(20);

	private static final int UNUSABLE = 422;

	private final URI program;

	private final String key;

	/**
	 * Prepares the question.
	 * @param program where the program serves
	 * @param key its key, or blank
	 */
	ReloadPreview(URI program, String key) {
		this.program = program;
		this.key = key;
	}

	/**
	 * Asks and prints.
	 * @param files YAML by file name
	 * @param json whether the answer is printed as it came
	 * @param out where to
	 * @return 0 if the configuration may be used, 1 if not, or if nobody answered
	 */
	int print(Map<String, String> files, boolean json, PrintWriter out) {
		if (files.isEmpty()) {
			out.println("No configuration file could be read.");
			return 1;
		}
		try {
			HttpResponse<String> response = HttpClient.newBuilder()
				.connectTimeout(LIMIT)
				.build()
				.send(request(files), HttpResponse.BodyHandlers.ofString());
			if (response.statusCode() != 200 && response.statusCode() != UNUSABLE) {
				out.println(this.program + " answered " + response.statusCode() + ": " + response.body().strip());
				return 1;
			}
			print(response.body(), json, out);
			return (response.statusCode() == 200) ? 0 : 1;
		}
		catch (IOException | IllegalArgumentException | JacksonException ex) {
			out.println(this.program + " cannot be asked: " + ex);
			return 1;
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			return 1;
		}
	}

	private HttpRequest request(Map<String, String> files) {
		HttpRequest.Builder request = HttpRequest.newBuilder(this.program.resolve("/api/config/check"))
			.timeout(LIMIT)
			.header("Content-Type", "application/json")
			.POST(HttpRequest.BodyPublishers.ofString(JsonMapper.shared().writeValueAsString(files)));
		if (!this.key.isBlank()) {
			request.header("Authorization", "Bearer " + this.key);
		}
		return request.build();
	}

	private static void print(String body, boolean json, PrintWriter out) {
		if (json) {
			out.print(body);
			return;
		}
		JsonNode answer = JsonMapper.shared().readTree(body);
		for (JsonNode problem : answer.path("problems")) {
			out.printf("%s:%d: %s: %s%n", problem.path("file").asString(), problem.path("line").asInt(),
					problem.path("severity").asString(), problem.path("message").asString());
		}
		for (JsonNode model : answer.path("models")) {
			String keys = String.join(", ", model.path("keys").valueStream().map(JsonNode::asString).toList());
			String then = model.path("then").asString("");
			out.printf("%s: %s%s%s%n", model.path("id").asString(), model.path("change").asString(),
					keys.isEmpty() ? "" : " (" + keys + ")", then.isEmpty() ? "" : ": " + then);
		}
		for (JsonNode setting : answer.path("settings")) {
			out.printf("%s: changes, no process is touched%n", setting.asString());
		}
		out.println(answer.path("ok").asBoolean() ? "A reload would be accepted."
				: "A reload would be refused, and nothing would change.");
	}

}
