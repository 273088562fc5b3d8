package io.llamaswap.demo;

import java.io.IOException;
import java.util.Arrays;

/**
 * Answers what costs a model its time.
 */
final class Inference {

	private static final String JSON = "application/json";

	private final Exchange exchange;

	private final DemoState state;

	Inference(Exchange exchange, DemoState state) {
		this.exchange = exchange;
		this.state = state;
	}

	/**
	 * Answers one request.
	 * @param path its path
	 * @return what became of it
	 * @throws IOException if the connection breaks
	 */
	String answer(String path) throws IOException {
		String id = this.state.nextId();
		switch (path) {
			case "/v1/chat/completions", "/chat/completions" -> {
				return generate(new OpenAiFormat(this.exchange, id, true));
			}
			case "/v1/completions", "/completions", "/completion", "/infill" -> {
				return generate(new OpenAiFormat(this.exchange, id, false));
			}
			case "/v1/messages" -> {
				return generate(new AnthropicFormat(this.exchange, id));
			}
			case "/v1/responses" -> {
				return generate(new ResponsesFormat(this.exchange, id));
			}
			default -> {
				return brief(path);
			}
		}
	}

	private String brief(String path) throws IOException {
		String answer = switch (path) {
			case "/v1/messages/count_tokens" -> "{\"input_tokens\":" + promptTokens() + "}";
			case "/v1/embeddings", "/embeddings", "/embedding" -> embeddings();
			case "/v1/rerank", "/rerank", "/v1/reranking", "/reranking" -> rerank();
			case "/v1/audio/transcriptions" ->
				"{\"text\":\"" + this.exchange.body().length() + " bytes arrived\",\"duration\":1.0}";
			case "/v1/images/generations", "/v1/images/edits" ->
				"{\"created\":0,\"data\":[{\"b64_json\":\"\"}],\"arrived\":" + this.exchange.body().length() + "}";
			default -> (path.startsWith("/sdapi/")) ? "{\"images\":[],\"parameters\":{},\"info\":\"\"}" : "";
		};
		if ("/v1/audio/speech".equals(path)) {
			this.exchange.output().answer(200, "audio/wav", wave());
			return "done";
		}
		int status = (answer.isEmpty()) ? 404 : 200;
		this.exchange.output().answer(status, JSON, (answer.isEmpty()) ? Json.error(404, "File Not Found") : answer);
		return (status == 200) ? "done" : "404";
	}

	private String generate(AnswerFormat format) throws IOException {
		Generation generation = new Generation(this.exchange, format, new Generation.Events() {

			@Override
			public void cancelled(int tokens) {
				Inference.this.state.cancelled(Inference.this.exchange.request(), tokens);
			}

			@Override
			public void finishing() {
				Inference.this.state.journal().write("finishing", "nonce", Inference.this.exchange.request().nonce());
			}

			@Override
			public void die() {
				Inference.this.state.exit(Inference.this.state.switches().number(Switch.EXIT_CODE, 1));
			}

		});
		try {
			return generation.run();
		}
		catch (IOException ex) {
			this.state.cancelled(this.exchange.request(), generation.tokens());
			throw ex;
		}
	}

	private String embeddings() {
		int count = Math.max(1, this.exchange.body().fields().count("input"));
		String raw = this.exchange.body().fields().raw("input");
		// A list of numbers is one text, given as tokens.
		if (raw.length() > 1 && raw.charAt(0) == '[' && Character.isDigit(raw.charAt(1))) {
			count = 1;
		}
		StringBuilder json = new StringBuilder("{\"object\":\"list\",\"model\":")
			.append(Json.string(this.exchange.model()))
			.append(",\"data\":[");
		for (int index = 0; index < count; index++) {
			json.append((index > 0) ? "," : "").append("{\"object\":\"embedding\",\"index\":").append(index);
			json.append(",\"embedding\":[");
			for (int dimension = 0; dimension < 8; dimension++) {
				json.append((dimension > 0) ? "," : "").append(((index + 1) * (dimension + 3) % 17) / 32.0 - 0.25);
			}
			json.append("]}");
		}
		return json.append("],\"usage\":{\"prompt_tokens\":")
			.append(promptTokens())
			.append(",\"total_tokens\":")
			.append(promptTokens())
			.append("}}")
			.toString();
	}

	private String rerank() {
		int count = this.exchange.body().fields().count("documents");
		StringBuilder json = new StringBuilder("{\"object\":\"list\",\"model\":")
			.append(Json.string(this.exchange.model()))
			.append(",\"results\":[");
		for (int index = 0; index < count; index++) {
			json.append((index > 0) ? "," : "").append("{\"index\":").append(index);
			json.append(",\"relevance_score\":").append(Json.number(1.0 / (index + 1))).append('}');
		}
		return json.append("],\"usage\":{\"prompt_tokens\":")
			.append(promptTokens())
			.append(",\"total_tokens\":")
			.append(promptTokens())
			.append("}}")
			.toString();
	}

	private long promptTokens() {
		return Math.max(1, this.exchange.body().length() / 4);
	}

	private static byte[] wave() {
		// A tenth of a second of silence: mono, 8 bits, 8 kHz.
		byte[] wave = new byte[44 + 800];
		byte[] head = { 'R', 'I', 'F', 'F', 0x44, 0x03, 0, 0, 'W', 'A', 'V', 'E', 'f', 'm', 't', ' ', 16, 0, 0, 0, 1, 0,
				1, 0, 0x40, 0x1f, 0, 0, 0x40, 0x1f, 0, 0, 1, 0, 8, 0, 'd', 'a', 't', 'a', 0x20, 0x03, 0, 0 };
		System.arraycopy(head, 0, wave, 0, head.length);
		Arrays.fill(wave, 44, wave.length, (byte) 0x80);
		return wave;
	}

}
