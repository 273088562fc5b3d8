package io.llamaswap.demo;

import org.jspecify.annotations.Nullable;

/**
 * Anthropic's messages.
 */
final class AnthropicFormat implements AnswerFormat {

	private final String id;

	private final String model;

	private final @Nullable ToolCall tool;

	AnthropicFormat(Exchange exchange, String id) {
		this.id = Json.string("msg_" + id);
		this.model = Json.string(exchange.model());
		this.tool = ToolCall.of(exchange);
	}

	@Override
	public void begin(StringBuilder events) {
		event(events, "message_start", "\"message\":" + message("[]", "null", new Usage(0, 0, 0, 0, false)));
		String block = (this.tool != null) ? call(this.tool, "{}") : "{\"type\":\"text\",\"text\":\"\"}";
		event(events, "content_block_start", "\"index\":0,\"content_block\":" + block);
		if (this.tool != null) {
			arguments(events, ToolCall.OPENING);
		}
	}

	@Override
	public void token(StringBuilder events, String token) {
		if (this.tool != null) {
			arguments(events, ToolCall.piece(token));
			return;
		}
		event(events, "content_block_delta",
				"\"index\":0,\"delta\":{\"type\":\"text_delta\",\"text\":" + Json.string(token) + "}");
	}

	@Override
	public void end(StringBuilder events, String text, Usage usage) {
		if (this.tool != null) {
			arguments(events, ToolCall.CLOSING);
		}
		event(events, "content_block_stop", "\"index\":0");
		event(events, "message_delta", "\"delta\":{\"stop_reason\":" + reason(usage)
				+ ",\"stop_sequence\":null},\"usage\":" + usage.inputOutput());
		event(events, "message_stop", "");
	}

	@Override
	public String whole(String text, Usage usage) {
		if (this.tool != null) {
			String input = ToolCall.OPENING + ToolCall.piece(text) + ToolCall.CLOSING;
			return message("[" + call(this.tool, input) + "]", reason(usage), usage);
		}
		return message("[{\"type\":\"text\",\"text\":" + Json.string(text) + "}]", reason(usage), usage);
	}

	private String message(String content, String reason, Usage usage) {
		return "{\"id\":" + this.id + ",\"type\":\"message\",\"role\":\"assistant\",\"model\":" + this.model
				+ ",\"content\":" + content + ",\"stop_reason\":" + reason + ",\"stop_sequence\":null,\"usage\":"
				+ usage.inputOutput() + "}";
	}

	private static String call(ToolCall tool, String input) {
		return "{\"type\":\"tool_use\",\"id\":\"toolu_1\",\"name\":" + Json.string(tool.name()) + ",\"input\":" + input
				+ "}";
	}

	private static void arguments(StringBuilder events, String piece) {
		event(events, "content_block_delta",
				"\"index\":0,\"delta\":{\"type\":\"input_json_delta\",\"partial_json\":" + Json.string(piece) + "}");
	}

	private String reason(Usage usage) {
		if (this.tool != null) {
			return "\"tool_use\"";
		}
		return (usage.cutByLimit()) ? "\"max_tokens\"" : "\"end_turn\"";
	}

	private static void event(StringBuilder events, String type, String members) {
		events.append("event: ").append(type).append("\ndata: {\"type\":\"").append(type).append('"');
		events.append((members.isEmpty()) ? "" : ",").append(members).append("}\n\n");
	}

}
