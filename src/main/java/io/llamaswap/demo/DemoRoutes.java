package io.llamaswap.demo;

import java.io.IOException;

/**
 * What is served where.
 */
final class DemoRoutes {

	private static final String JSON = "application/json";

	private final DemoState state;

	DemoRoutes(DemoState state) {
		this.state = state;
	}

	/**
	 * Answers one request.
	 * @param exchange the request
	 * @throws IOException if the connection breaks
	 */
	void answer(Exchange exchange) throws IOException {
		String path = exchange.request().path();
		if (!isWelcome(exchange)) {
			exchange.output().answer(401, JSON, Json.error(401, "Invalid API Key"));
		}
		else if (exchange.request().headers().has("Upgrade", "websocket")) {
			this.state.journal().write("websocket", "nonce", exchange.request().nonce());
			new WebSocketEcho(exchange).run();
		}
		else if ("/health".equals(path) || "/v1/health".equals(path)) {
			health(exchange);
		}
		else if (path.startsWith("/echo")) {
			echo(exchange);
		}
		else if ("POST".equals(exchange.request().method()) || exchange.switches().has(Switch.ECHO)) {
			inference(exchange, path);
		}
		else {
			page(exchange, path);
		}
	}

	private static boolean isWelcome(Exchange exchange) {
		String key = exchange.switches().find(Switch.API_KEY);
		Headers headers = exchange.request().headers();
		return key == null || ("Bearer " + key).equals(headers.first("Authorization"))
				|| key.equals(headers.first("x-api-key"));
	}

	private void health(Exchange exchange) throws IOException {
		int status = this.state.healthStatus();
		exchange.output()
			.answer(status, JSON, (status == 200) ? "{\"status\":\"ok\"}" : Json.error(status, "Loading model"));
	}

	private void page(Exchange exchange, String path) throws IOException {
		String model = Json.string(exchange.model());
		switch (path) {
			case "/" -> exchange.output().answer(200, "text/html; charset=utf-8", home(exchange));
			case "/v1/models",
					"/models" ->
				exchange.output()
					.answer(200, JSON, "{\"object\":\"list\",\"data\":[{\"id\":" + model
							+ ",\"object\":\"model\",\"created\":0,\"owned_by\":\"demo\"}]}");
			case "/props" -> exchange.output()
				.answer(200, JSON, "{\"default_generation_settings\":{\"n_ctx\":4096},\"total_slots\":64,"
						+ "\"model_path\":" + model + ",\"build_info\":\"demo\"}");
			case "/slots" -> exchange.output().answer(200, JSON, slots());
			case "/env" -> exchange.output().answer(200, JSON, environment());
			case "/v1/audio/voices" -> exchange.output().answer(200, JSON, "{\"voices\":[\"demo\"]}");
			default -> exchange.output().answer(404, JSON, Json.error(404, "File Not Found"));
		}
	}

	private void inference(Exchange exchange, String path) throws IOException {
		Switches switches = exchange.switches();
		String outcome = "broken";
		this.state.requestBegins(exchange.request(), exchange.body().fields().scalar("model", ""));
		try {
			if (switches.has(Switch.HANG)) {
				outcome = hang(exchange);
			}
			else if (switches.has(Switch.STATUS)) {
				int status = switches.number(Switch.STATUS, 500);
				exchange.output().answer(status, JSON, Json.error(status, "as asked"));
				outcome = String.valueOf(status);
			}
			else if (switches.has(Switch.REDIRECT)) {
				exchange.output().header("Location", switches.text(Switch.REDIRECT, "/"));
				exchange.output().answer(307, JSON, "{}");
				outcome = "redirected";
			}
			else if (switches.has(Switch.ECHO)) {
				echo(exchange);
				outcome = "done";
			}
			else {
				outcome = new Inference(exchange, this.state).answer(path);
			}
		}
		finally {
			this.state.requestEnds(exchange.request(), outcome);
		}
	}

	private String hang(Exchange exchange) throws IOException {
		exchange.input().awaitWhileConnected(System.nanoTime() + 3_600_000_000_000L);
		this.state.cancelled(exchange.request(), 0);
		exchange.output().breakOff(false);
		return "cancelled";
	}

	private static void echo(Exchange exchange) throws IOException {
		exchange.output().answer(200, JSON, Echo.of(exchange));
	}

	private String slots() {
		return "[{\"id\":0,\"n_ctx\":4096,\"is_processing\":" + (this.state.active() > 0) + ",\"active\":"
				+ this.state.active() + "}]";
	}

	private static String environment() {
		StringBuilder json = new StringBuilder("{");
		System.getenv()
			.forEach((name, value) -> json.append((json.length() > 1) ? "," : "")
				.append(Json.string(name))
				.append(':')
				.append(Json.string(value)));
		return json.append('}').toString();
	}

	private static String home(Exchange exchange) {
		String name = exchange.model().replace("&", "&amp;").replace("<", "&lt;");
		return "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><title>" + name + "</title><h1>" + name
				+ "</h1><p>A demo model server. It speaks, but it does not think.</p></html>\n";
	}

}
