package io.llamaswap.client;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import com.anthropic.client.AnthropicClient;
import com.anthropic.client.okhttp.AnthropicOkHttpClient;
import com.anthropic.errors.AnthropicServiceException;
import com.anthropic.models.messages.MessageCreateParams;
import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.errors.OpenAIServiceException;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import org.assertj.core.api.Assertions;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What the official clients make of the errors that this program answers itself: each has
 * the class that their own services would give it.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ClientErrorIntegrationTests {

	private static final String OPENAI = "com.openai.errors.";

	private static final String ANTHROPIC = "com.anthropic.errors.";

	private static final String CONFIGURATION = """
			apiKeys: [right]
			callers: {reader: {key: reading, scopes: [read]}}
			scheduling: {queueLimit: 1, totalQueueLimit: 2}
			""";

	@TempDir
	private static Path folder;

	private ClientTarget target;

	@BeforeAll
	void start() throws IOException {
		System.setProperty("llamaswap.limits.body", "64KB");
		try {
			this.target = ClientTarget.start(folder, CONFIGURATION);
		}
		finally {
			System.clearProperty("llamaswap.limits.body");
		}
	}

	@AfterAll
	void stop() {
		this.target.close();
	}

	@Test
	void wrongKey() {
		refused("wrong", "small", "hello", 401, "UnauthorizedException", "authentication_error");
	}

	@Test
	void keyForSomethingElse() {
		refused("reading", "small", "hello", 403, "PermissionDeniedException", "permission_error");
	}

	@Test
	void unknownModel() {
		refused("right", "nobody", "hello", 404, "NotFoundException", "not_found_error");
	}

	@Test
	void bodyTooLarge() {
		refused("right", "small", "x".repeat(70_000), 413, "UnexpectedStatusCodeException", "ContentTooLargeException",
				"request_too_large");
	}

	@Test
	void modelThatCannotStart() {
		refused("right", "broken", "hello", 502, "InternalServerException", "api_error");
	}

	@Test
	void fullQueues() throws IOException {
		List<CompletableFuture<HttpResponse<Void>>> others = new ArrayList<>();
		HttpClient client = HttpClient.newHttpClient();
		try {
			others.add(client.sendAsync(request("narrow"), BodyHandlers.discarding()));
			Awaitility.await()
				.atMost(Duration.ofSeconds(60))
				.until(() -> !this.target.journal().find("narrow", "request").isEmpty());
			for (int number = 0; number < 10; number++) {
				others.add(client.sendAsync(request("narrow"), BodyHandlers.discarding()));
			}
			Awaitility.await()
				.atMost(Duration.ofSeconds(60))
				.until(() -> this.target.journal().find("narrow", "request").size() >= 10
						&& this.target.waitingFor("narrow") == 1);
			refused("right", "narrow", "hello", 429, "RateLimitException", "rate_limit_error");
			others.add(client.sendAsync(request("small"), BodyHandlers.discarding()));
			Awaitility.await().atMost(Duration.ofSeconds(10)).until(() -> this.target.waitingFor("small") == 1);
			refused("right", "broken", "hello", 503, "InternalServerException", "ServiceUnavailableException",
					"overloaded_error");
		}
		finally {
			others.forEach((other) -> other.cancel(true));
		}
	}

	private HttpRequest request(String model) {
		return HttpRequest.newBuilder(this.target.address().resolve("/v1/chat/completions"))
			.header("Authorization", "Bearer right")
			.POST(BodyPublishers
				.ofString("{\"model\":\"" + model + "\",\"stream\":true,\"max_tokens\":2000,\"messages\":[]}"))
			.build();
	}

	private void refused(String key, String model, String text, int status, String name, String type) {
		refused(key, model, text, status, name, name, type);
	}

	private void refused(String key, String model, String text, int status, String openAiName, String anthropicName,
			String type) {
		try (OpenAi openAi = new OpenAi(this.target, key); Anthropic anthropic = new Anthropic(this.target, key)) {
			OpenAIServiceException mine = Assertions.catchThrowableOfType(OpenAIServiceException.class,
					() -> openAi.ask(model, text));
			assertThat(mine.getClass().getName()).isEqualTo(OPENAI + openAiName);
			assertThat(mine.statusCode()).isEqualTo(status);
			assertThat(mine.code()).isPresent();
			AnthropicServiceException theirs = Assertions.catchThrowableOfType(AnthropicServiceException.class,
					() -> anthropic.ask(model, text));
			assertThat(theirs.getClass().getName()).isEqualTo(ANTHROPIC + anthropicName);
			assertThat(theirs.statusCode()).isEqualTo(status);
			assertThat(theirs.body().toString()).contains(type);
			if (status == 429 || status == 503) {
				assertThat(theirs.headers().values("Retry-After")).hasSize(1);
				assertThat(mine.headers().values("Retry-After")).hasSize(1);
			}
		}
	}

	/**
	 * OpenAI's client with a key.
	 */
	private record OpenAi(OpenAIClient client) implements AutoCloseable {

		OpenAi(ClientTarget target, String key) {
			this(OpenAIOkHttpClient.builder()
				.baseUrl(target.address() + "/v1")
				.apiKey(key)
				.maxRetries(0)
				.timeout(Duration.ofSeconds(60))
				.build());
		}

		void ask(String model, String text) {
			this.client.chat()
				.completions()
				.create(ChatCompletionCreateParams.builder().model(model).addUserMessage(text).build());
		}

		@Override
		public void close() {
			this.client.close();
		}

	}

	/**
	 * Anthropic's client with a key.
	 */
	private record Anthropic(AnthropicClient client) implements AutoCloseable {

		Anthropic(ClientTarget target, String key) {
			this(AnthropicOkHttpClient.builder()
				.baseUrl(target.address().toString())
				.apiKey(key)
				.maxRetries(0)
				.timeout(Duration.ofSeconds(60))
				.build());
		}

		void ask(String model, String text) {
			this.client.messages()
				.create(MessageCreateParams.builder().model(model).addUserMessage(text).maxTokens(4).build());
		}

		@Override
		public void close() {
			this.client.close();
		}

	}

}
