package io.llamaswap.api;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.llamaswap.activity.InFlightRequests;
import io.llamaswap.activity.MeteredRequest;

/**
 * What one follower knows of the requests in flight. One thread at a time.
 */
final class InFlightView {

	private final InFlightRequests requests;

	private final Map<String, Long> known = new HashMap<>();

	InFlightView(InFlightRequests requests) {
		this.requests = requests;
	}

	/**
	 * Tells everything.
	 * @return the message
	 */
	Map<String, Object> snapshot() {
		List<MeteredRequest.View> views = this.requests.all().stream().map(MeteredRequest::view).toList();
		this.known.clear();
		views.forEach((view) -> this.known.put(view.id(), version(view)));
		Map<String, Object> message = new LinkedHashMap<>();
		message.put("operation", "snapshot");
		if (!views.isEmpty()) {
			message.put("requests", views.stream().map(InFlightView::shown).toList());
		}
		return message;
	}

	/**
	 * Tells what has changed since the last call.
	 * @return messages, possibly none
	 */
	List<Map<String, Object>> changes() {
		List<Map<String, Object>> messages = new ArrayList<>();
		Map<String, Long> before = new HashMap<>(this.known);
		for (MeteredRequest request : this.requests.all()) {
			MeteredRequest.View view = request.view();
			Long seen = before.remove(view.id());
			if (seen == null || seen != version(view)) {
				this.known.put(view.id(), version(view));
				messages.add(message("upsert", "request", shown(view)));
			}
		}
		before.keySet().forEach((gone) -> {
			this.known.remove(gone);
			messages.add(message("remove", "id", gone));
		});
		return messages;
	}

	private static long version(MeteredRequest.View view) {
		return view.bytes() + view.answerHeaders().size();
	}

	private static Map<String, Object> message(String operation, String member, Object value) {
		Map<String, Object> message = new LinkedHashMap<>();
		message.put("operation", operation);
		message.put(member, value);
		return message;
	}

	private static Map<String, Object> shown(MeteredRequest.View view) {
		Map<String, Object> shown = new LinkedHashMap<>();
		shown.put("id", view.id());
		shown.put("timestamp", view.timestamp());
		shown.put("model", view.model());
		shown.put("req_path", view.path());
		shown.put("method", view.method());
		shown.put("req_headers", view.requestHeaders());
		shown.put("remote_ip", view.address());
		shown.put("resp_headers", view.answerHeaders());
		shown.put("resp_bytes", view.bytes());
		shown.put("elapsed_ms", view.elapsedMillis());
		if (!view.metadata().isEmpty()) {
			shown.put("metadata", view.metadata());
		}
		return shown;
	}

}
