package io.llamaswap.demo;

import org.jspecify.annotations.Nullable;

/**
 * OpenAI's chat completions and completions, with llama-server's timings.
 */
final class OpenAiFormat implements AnswerFormat {

	private final boolean chat;

	private final boolean usageWanted;

	private final @Nullable ToolCall tool;

	private final String head;

	private final String chunkHead;

	OpenAiFormat(Exchange exchange, String id, boolean chat) {
		this.chat = chat;
		this.tool = (chat) ? ToolCall.of(exchange) : null;
		this.usageWanted = exchange.body().fields().raw("stream_options").contains("\"include_usage\":true");
		String common = ",\"created\":" + System.currentTimeMillis() / 1000 + ",\"model\":"
				+ Json.string(exchange.model()) + ",\"system_fingerprint\":\"demo\"";
		String object = (chat) ? "chat.completion" : "text_completion";
		String name = "{\"id\":" + Json.string(((chat) ? "chatcmpl-" : "cmpl-") + id) + ",\"object\":\"" + object;
		this.head = name + "\"" + common;
		this.chunkHead = name + ((chat) ? ".chunk\"" : "\"") + common + ",\"choices\":[";
	}

	@Override
	public void begin(StringBuilder events) {
		if (this.chat) {
			chunk(events, "\"delta\":{\"role\":\"assistant\",\"content\":null}", "null", "");
		}
		if (this.tool != null) {
			chunk(events, "\"delta\":{\"tool_calls\":[{\"index\":0," + call(this.tool, ToolCall.OPENING) + "}]}",
					"null", "");
		}
	}

	@Override
	public void token(StringBuilder events, String token) {
		if (this.tool != null) {
			arguments(events, ToolCall.piece(token));
			return;
		}
		String text = Json.string(token);
		chunk(events, (this.chat) ? "\"delta\":{\"content\":" + text + "}" : "\"text\":" + text, "null", "");
	}

	@Override
	public void end(StringBuilder events, String text, Usage usage) {
		if (this.tool != null) {
			arguments(events, ToolCall.CLOSING);
		}
		chunk(events, (this.chat) ? "\"delta\":{}" : "\"text\":\"\"", reason(usage), ",\"timings\":" + usage.timings());
		if (this.usageWanted) {
			events.append("data: ").append(this.chunkHead).append("],\"usage\":").append(usage.openAi());
			events.append(",\"timings\":").append(usage.timings()).append("}\n\n");
		}
		events.append("data: [DONE]\n\n");
	}

	@Override
	public String whole(String text, Usage usage) {
		String content = Json.string(text);
		String answer = (this.chat) ? "\"message\":{\"role\":\"assistant\",\"content\":" + content + "}"
				: "\"text\":" + content;
		if (this.tool != null) {
			String arguments = ToolCall.OPENING + ToolCall.piece(text) + ToolCall.CLOSING;
			answer = "\"message\":{\"role\":\"assistant\",\"content\":null,\"tool_calls\":[{"
					+ call(this.tool, arguments) + "}]}";
		}
		return this.head + ",\"choices\":[{\"index\":0," + answer + ",\"finish_reason\":" + reason(usage)
				+ "}],\"usage\":" + usage.openAi() + ",\"timings\":" + usage.timings() + "}";
	}

	private static String call(ToolCall tool, String arguments) {
		return "\"id\":\"call_1\",\"type\":\"function\",\"function\":{\"name\":" + Json.string(tool.name())
				+ ",\"arguments\":" + Json.string(arguments) + "}";
	}

	private void arguments(StringBuilder events, String piece) {
		chunk(events,
				"\"delta\":{\"tool_calls\":[{\"index\":0,\"function\":{\"arguments\":" + Json.string(piece) + "}}]}",
				"null", "");
	}

	private void chunk(StringBuilder events, String content, String reason, String tail) {
		events.append("data: ").append(this.chunkHead).append("{\"index\":0,").append(content);
		events.append(",\"finish_reason\":").append(reason).append("}]").append(tail).append("}\n\n");
	}

	private String reason(Usage usage) {
		if (this.tool != null) {
			return "\"tool_calls\"";
		}
		return (usage.cutByLimit()) ? "\"length\"" : "\"stop\"";
	}

}
