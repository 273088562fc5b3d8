package io.llamaswap.client;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;

import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.core.MultipartField;
import com.openai.core.http.HttpResponseFor;
import com.openai.core.http.StreamResponse;
import com.openai.errors.BadRequestException;
import com.openai.errors.InternalServerException;
import com.openai.errors.NotFoundException;
import com.openai.errors.OpenAIException;
import com.openai.errors.RateLimitException;
import com.openai.models.FunctionDefinition;
import com.openai.models.audio.transcriptions.TranscriptionCreateParams;
import com.openai.models.chat.completions.ChatCompletion;
import com.openai.models.chat.completions.ChatCompletionChunk;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import com.openai.models.embeddings.EmbeddingCreateParams;
import com.openai.models.images.ImageGenerateParams;
import com.openai.models.models.Model;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * OpenAI's own client for Java.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OpenAiClientIntegrationTests {

	/** A second, and another one for a busy machine. */
	private static final Duration SOON = Duration.ofSeconds(2);

	@TempDir
	private static Path folder;

	private ClientTarget target;

	private OpenAIClient client;

	@BeforeAll
	void start() throws IOException {
		this.target = ClientTarget.start(folder, "");
		this.client = OpenAIOkHttpClient.builder()
			.baseUrl(this.target.address() + "/v1")
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

	private static ChatCompletionCreateParams.Builder chat(String model) {
		return ChatCompletionCreateParams.builder().model(model).addUserMessage("hello").maxCompletionTokens(4);
	}

	@Test
	void chats() {
		ChatCompletion answer = this.client.chat().completions().create(chat("gpt-4o-mini").build());
		assertThat(answer.choices()).singleElement()
			.satisfies((choice) -> assertThat(choice.message().content().orElseThrow()).contains("[small]"));
		assertThat(answer.usage().orElseThrow().completionTokens()).isEqualTo(4);
	}

	@Test
	void streams() {
		try (StreamResponse<ChatCompletionChunk> answer = this.client.chat()
			.completions()
			.createStreaming(chat("small").build())) {
			List<ChatCompletionChunk> chunks = answer.stream().toList();
			assertThat(chunks.stream()
				.flatMap((chunk) -> chunk.choices().stream())
				.flatMap((choice) -> choice.delta().content().stream())
				.collect(Collectors.joining())).contains("[small]");
			assertThat(chunks.get(chunks.size() - 1).choices().get(0).finishReason()).isPresent();
		}
	}

	@Test
	void callsTools() {
		FunctionDefinition tool = FunctionDefinition.builder().name("look_up").description("Looks up.").build();
		ChatCompletion answer = this.client.chat().completions().create(chat("small").addFunctionTool(tool).build());
		assertThat(answer.choices().get(0).finishReason().asString()).isEqualTo("tool_calls");
		assertThat(answer.choices().get(0).message().toolCalls().orElseThrow()).singleElement().satisfies((call) -> {
			assertThat(call.asFunction().function().name()).isEqualTo("look_up");
			assertThat(call.asFunction().function().arguments()).startsWith("{\"text\":\"");
		});
		try (StreamResponse<ChatCompletionChunk> stream = this.client.chat()
			.completions()
			.createStreaming(chat("small").addFunctionTool(tool).build())) {
			String arguments = stream.stream()
				.flatMap((chunk) -> chunk.choices().stream())
				.flatMap((choice) -> choice.delta().toolCalls().stream().flatMap(List::stream))
				.flatMap((call) -> call.function().stream())
				.flatMap((function) -> function.arguments().stream())
				.collect(Collectors.joining());
			assertThat(arguments).startsWith("{\"text\":\"").endsWith("\"}");
		}
	}

	@Test
	void embeds() {
		assertThat(this.client.embeddings()
			.create(EmbeddingCreateParams.builder().model("small").inputOfArrayOfStrings(List.of("one", "two")).build())
			.data()).hasSize(2).allSatisfy((embedding) -> assertThat(embedding.embedding()).hasSize(8));
	}

	@Test
	void makesImages() {
		assertThat(this.client.images()
			.generate(ImageGenerateParams.builder().model("small").prompt("a cat").build())
			.data()
			.orElseThrow()).hasSize(1);
	}

	@Test
	void uploadsAudio() {
		InputStream audio = new ByteArrayInputStream("x".repeat(200_000).getBytes(StandardCharsets.UTF_8));
		assertThat(this.client.audio()
			.transcriptions()
			.create(TranscriptionCreateParams.builder()
				.model("small")
				.file(MultipartField.<InputStream>builder().value(audio).filename("a.wav").build())
				.build()))
			.asString()
			.containsPattern("20\\d{4} bytes arrived");
	}

	@Test
	void listsModels() {
		assertThat(this.client.models().list().data()).extracting(Model::id)
			.containsExactly("broken", "doomed", "narrow", "slow", "small");
	}

	@Test
	void knowsWhatWentWrong() {
		assertThatExceptionOfType(NotFoundException.class)
			.isThrownBy(() -> this.client.chat().completions().create(chat("nobody").build()))
			.withMessageContaining("requested model");
		assertThatExceptionOfType(BadRequestException.class).isThrownBy(() -> this.client.chat()
			.completions()
			.create(chat("small").putAdditionalHeader("X-Demo-Status", "400").build()));
		assertThatExceptionOfType(RateLimitException.class).isThrownBy(() -> this.client.chat()
			.completions()
			.create(chat("small").putAdditionalHeader("X-Demo-Status", "429").build()));
		assertThatExceptionOfType(InternalServerException.class).isThrownBy(() -> this.client.chat()
			.completions()
			.create(chat("small").putAdditionalHeader("X-Demo-Status", "503").build()));
		assertThatExceptionOfType(InternalServerException.class)
			.isThrownBy(() -> this.client.chat().completions().create(chat("broken").build()));
	}

	@Test
	void streamsThroughALoad() {
		try (HttpResponseFor<StreamResponse<ChatCompletionChunk>> answer = this.client.chat()
			.completions()
			.withRawResponse()
			.createStreaming(chat("slow").build())) {
			ClientTarget.assertBegunWhileLoading(answer.headers()::values);
			List<ChatCompletionChunk> chunks = answer.parse().stream().toList();
			assertThat(chunks.stream()
				.flatMap((chunk) -> chunk.choices().stream())
				.flatMap((choice) -> choice.delta().content().stream())
				.collect(Collectors.joining())).contains("[slow]");
			assertThat(chunks.get(chunks.size() - 1).choices().get(0).finishReason()).isPresent();
		}
	}

	@Test
	void hearsOfALoadThatFails() {
		try (StreamResponse<ChatCompletionChunk> answer = this.client.chat()
			.completions()
			.createStreaming(chat("doomed").build())) {
			assertThatExceptionOfType(OpenAIException.class).isThrownBy(() -> answer.stream().toList())
				.withMessageContaining("exit code 3");
		}
	}

	@Test
	void hearsOfAModelThatDies() {
		try (StreamResponse<ChatCompletionChunk> answer = this.client.chat()
			.completions()
			.createStreaming(chat("small").maxCompletionTokens(100)
				.putAdditionalHeader("X-Demo-Exit-After-Tokens", "3")
				.build())) {
			assertThatExceptionOfType(OpenAIException.class).isThrownBy(() -> answer.stream().toList())
				.withMessageContaining("broke off");
		}
	}

	@Test
	void cancels() {
		try (StreamResponse<ChatCompletionChunk> first = this.client.chat()
			.completions()
			.createStreaming(chat("together:narrow").maxCompletionTokens(2_000).build())) {
			assertThat(first.stream().iterator().hasNext()).isTrue();
		}
		Awaitility.await().atMost(SOON).until(() -> !this.target.journal().find("narrow", "cancel").isEmpty());
	}

}
