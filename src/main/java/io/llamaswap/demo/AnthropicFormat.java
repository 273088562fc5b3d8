package io.llamaswap.demo;

/**
 * Anthropic's messages.
 */
final class AnthropicFormat implements AnswerFormat {

	private final String id;

	private final String model;

	AnthropicFormat(Exchange exchange, String id) {
		this.id = Json.string("msg_" + id);
		this.model = Json.string(exchange.model());
	}

	@Override
	public void begin(StringBuilder events) {
		event(events, "message_start", "\"message\":" + message("[]", "null", new Usage(0, 0, 0, 0, false)));
		event(events, "content_block_start", "\"index\":0,\"content_block\":{\"type\":\"text\",\"text\":\"\"}");
	}

	@Override
	public void token(StringBuilder events, String token) {
		event(events, "content_block_delta",
				"\"index\":0,\"delta\":{\"type\":\"text_delta\",\"text\":" + Json.string(token) + "}");
	}

	@Override
	public void end(StringBuilder events, String text, Usage usage) {
		event(events, "content_block_stop", "\"index\":0");
		event(events, "message_delta", "\"delta\":{\"stop_reason\":" + reason(usage)
				+ ",\"stop_sequence\":null},\"usage\":" + usage.inputOutput());
		event(events, "message_stop", "");
	}

	@Override
	public String whole(String text, Usage usage) {
		return message("[{\"type\":\"text\",\"text\":" + Json.string(text) + "}]", reason(usage), usage);
	}

	private String message(String content, String reason, Usage usage) {
		return "{\"id\":" + this.id + ",\"type\":\"message\",\"role\":\"assistant\",\"model\":" + this.model
				+ ",\"content\":" + content + ",\"stop_reason\":" + reason + ",\"stop_sequence\":null,\"usage\":"
				+ usage.inputOutput() + "}";
	}

	private static String reason(Usage usage) {
		return (usage.cutByLimit()) ? "\"max_tokens\"" : "\"end_turn\"";
	}

	private static void event(StringBuilder events, String type, String members) {
		events.append("event: ").append(type).append("\ndata: {\"type\":\"").append(type).append('"');
		events.append((members.isEmpty()) ? "" : ",").append(members).append("}\n\n");
	}

}
