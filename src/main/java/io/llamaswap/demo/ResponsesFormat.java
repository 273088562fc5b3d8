package io.llamaswap.demo;

/**
 * OpenAI's responses.
 */
final class ResponsesFormat implements AnswerFormat {

	private final String id;

	private final String model;

	private int sequence;

	ResponsesFormat(Exchange exchange, String id) {
		this.id = id;
		this.model = Json.string(exchange.model());
	}

	@Override
	public void begin(StringBuilder events) {
		event(events, "response.created", "\"response\":" + response("in_progress", "", ""));
	}

	@Override
	public void token(StringBuilder events, String token) {
		event(events, "response.output_text.delta", "\"item_id\":" + Json.string("msg_" + this.id)
				+ ",\"output_index\":0,\"content_index\":0,\"delta\":" + Json.string(token));
	}

	@Override
	public void end(StringBuilder events, String text, Usage usage) {
		event(events, "response.completed", "\"response\":" + whole(text, usage));
	}

	@Override
	public String whole(String text, Usage usage) {
		String item = "{\"type\":\"message\",\"id\":" + Json.string("msg_" + this.id)
				+ ",\"role\":\"assistant\",\"status\":\"completed\",\"content\":[{\"type\":\"output_text\",\"text\":"
				+ Json.string(text) + ",\"annotations\":[]}]}";
		return response("completed", item, ",\"usage\":" + usage.inputOutput());
	}

	private String response(String status, String item, String tail) {
		return "{\"id\":" + Json.string("resp_" + this.id) + ",\"object\":\"response\",\"status\":\"" + status
				+ "\",\"model\":" + this.model + ",\"output\":[" + item + "]" + tail + "}";
	}

	private void event(StringBuilder events, String type, String members) {
		events.append("event: ").append(type).append("\ndata: {\"type\":\"").append(type);
		events.append("\",\"sequence_number\":").append(this.sequence++).append(',').append(members).append("}\n\n");
	}

}
