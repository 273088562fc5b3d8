package io.llamaswap.client;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;

import com.anthropic.client.AnthropicClient;
import com.anthropic.client.okhttp.AnthropicOkHttpClient;
import com.anthropic.core.http.HttpResponseFor;
import com.anthropic.core.http.StreamResponse;
import com.anthropic.errors.AnthropicException;
import com.anthropic.errors.BadRequestException;
import com.anthropic.errors.InternalServerException;
import com.anthropic.errors.NotFoundException;
import com.anthropic.errors.RateLimitException;
import com.anthropic.models.messages.Message;
import com.anthropic.models.messages.MessageCountTokensParams;
import com.anthropic.models.messages.MessageCreateParams;
import com.anthropic.models.messages.RawMessageStreamEvent;
import com.anthropic.models.messages.Tool;
import com.anthropic.models.models.ModelInfo;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Anthropic's own client for Java.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AnthropicClientIntegrationTests {

	/** A second, and another one for a busy machine. */
	private static final Duration SOON = Duration.ofSeconds(2);

	@TempDir
	private static Path folder;

	private ClientTarget target;

	private AnthropicClient client;

	@BeforeAll
	void start() throws IOException {
		this.target = ClientTarget.start(folder, "");
		this.client = AnthropicOkHttpClient.builder()
			.baseUrl(this.target.address().toString())
			.apiKey("unused")
			.maxRetries(0)
			.timeout(Duration.ofSeconds(60))
			.build();
	}

	@AfterAll
	void stop() {
		this.client.close();
		this.target.close();
	}

	private static MessageCreateParams.Builder message(String model) {
		return MessageCreateParams.builder().model(model).addUserMessage("hello").maxTokens(4);
	}

	@Test
	void chats() {
		Message answer = this.client.messages().create(message("claude-test").build());
		assertThat(answer.content()).singleElement()
			.satisfies((block) -> assertThat(block.asText().text()).contains("[small]"));
		assertThat(answer.usage().outputTokens()).isEqualTo(4);
	}

	@Test
	void streams() {
		try (StreamResponse<RawMessageStreamEvent> answer = this.client.messages()
			.createStreaming(message("small").build())) {
			List<RawMessageStreamEvent> events = answer.stream().toList();
			assertThat(events.stream()
				.flatMap((event) -> event.contentBlockDelta().stream())
				.flatMap((event) -> event.delta().text().stream())
				.map((delta) -> delta.text())
				.collect(Collectors.joining())).contains("[small]");
			assertThat(events.get(events.size() - 1).messageStop()).isPresent();
		}
	}

	@Test
	void callsTools() {
		Tool tool = Tool.builder().name("look_up").inputSchema(Tool.InputSchema.builder().build()).build();
		Message answer = this.client.messages().create(message("small").addTool(tool).build());
		assertThat(answer.stopReason().orElseThrow().asString()).isEqualTo("tool_use");
		assertThat(answer.content().get(0).asToolUse().name()).isEqualTo("look_up");
		try (StreamResponse<RawMessageStreamEvent> stream = this.client.messages()
			.createStreaming(message("small").addTool(tool).build())) {
			String input = stream.stream()
				.flatMap((event) -> event.contentBlockDelta().stream())
				.flatMap((event) -> event.delta().inputJson().stream())
				.map((delta) -> delta.partialJson())
				.collect(Collectors.joining());
			assertThat(input).startsWith("{\"text\":\"").endsWith("\"}");
		}
	}

	@Test
	void countsTokens() {
		assertThat(this.client.messages()
			.countTokens(MessageCountTokensParams.builder().model("small").addUserMessage("hello").build())
			.inputTokens()).isPositive();
	}

	@Test
	void knowsWhatWentWrong() {
		assertThatExceptionOfType(NotFoundException.class)
			.isThrownBy(() -> this.client.messages().create(message("nobody").build()))
			.withMessageContaining("requested model");
		assertThatExceptionOfType(BadRequestException.class).isThrownBy(() -> this.client.messages()
			.create(message("small").putAdditionalHeader("X-Demo-Status", "400").build()));
		assertThatExceptionOfType(RateLimitException.class).isThrownBy(() -> this.client.messages()
			.create(message("small").putAdditionalHeader("X-Demo-Status", "429").build()));
		assertThatExceptionOfType(InternalServerException.class).isThrownBy(() -> this.client.messages()
			.create(message("small").putAdditionalHeader("X-Demo-Status", "503").build()));
		assertThatExceptionOfType(InternalServerException.class)
			.isThrownBy(() -> this.client.messages().create(message("broken").build()));
	}

	@Test
	void streamsThroughALoad() {
		try (HttpResponseFor<StreamResponse<RawMessageStreamEvent>> answer = this.client.messages()
			.withRawResponse()
			.createStreaming(message("slow").build())) {
			ClientTarget.assertBegunWhileLoading(answer.headers()::values);
			List<RawMessageStreamEvent> events = answer.parse().stream().toList();
			assertThat(events.stream()
				.flatMap((event) -> event.contentBlockDelta().stream())
				.flatMap((event) -> event.delta().text().stream())
				.map((delta) -> delta.text())
				.collect(Collectors.joining())).contains("[slow]");
			assertThat(events.get(events.size() - 1).messageStop()).isPresent();
		}
	}

	@Test
	void hearsOfALoadThatFails() {
		try (StreamResponse<RawMessageStreamEvent> answer = this.client.messages()
			.createStreaming(message("doomed").build())) {
			assertThatExceptionOfType(AnthropicException.class).isThrownBy(() -> answer.stream().toList())
				.withMessageContaining("exit code 3");
		}
	}

	@Test
	void hearsOfAModelThatDies() {
		try (StreamResponse<RawMessageStreamEvent> answer = this.client.messages()
			.createStreaming(
					message("small").maxTokens(100).putAdditionalHeader("X-Demo-Exit-After-Tokens", "3").build())) {
			assertThatExceptionOfType(AnthropicException.class).isThrownBy(() -> answer.stream().toList())
				.withMessageContaining("broke off");
		}
	}

	@Test
	void listsModels() {
		assertThat(this.client.models().list().data()).extracting(ModelInfo::id).contains("small");
	}

	@Test
	void cancels() {
		try (StreamResponse<RawMessageStreamEvent> first = this.client.messages()
			.createStreaming(message("together:narrow").maxTokens(2_000).build())) {
			assertThat(first.stream().iterator().hasNext()).isTrue();
		}
		Awaitility.await().atMost(SOON).until(() -> !this.target.journal().find("narrow", "cancel").isEmpty());
	}

}
