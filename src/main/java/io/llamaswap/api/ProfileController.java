package io.llamaswap.api;

import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

import io.llamaswap.config.Configuration;
import io.llamaswap.config.PinProfileConfiguration;
import io.llamaswap.directory.ActiveProfile;
import io.llamaswap.error.ApiError;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.http.ResponseEntity;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * Shows the profiles with pins and switches between them (contract 3.13).
 */
@RestController
final class ProfileController {

	/** A name of a profile needs less. */
	static final int MAX_BODY = 65_536;

	private static final JsonMapper MAPPER = JsonMapper.builder().build();

	private final Supplier<Configuration> configuration;

	private final ActiveProfile profile;

	private final BodyText bodies;

	ProfileController(Supplier<Configuration> configuration, ActiveProfile profile, BodyText bodies) {
		this.configuration = configuration;
		this.profile = profile;
		this.bodies = bodies;
	}

	@GetMapping("/api/profiles")
	ResponseEntity<byte[]> profiles() {
		Configuration now = this.configuration.get();
		List<Map<String, Object>> profiles = now.pinProfiles()
			.values()
			.stream()
			.sorted(Comparator.comparing(PinProfileConfiguration::name))
			.map(ProfileController::row)
			.toList();
		Map<String, @Nullable Object> answer = new LinkedHashMap<>();
		answer.put("active", this.profile.in(now).map(PinProfileConfiguration::name).orElse(null));
		answer.put("profiles", profiles);
		return JsonAnswer.of(answer);
	}

	private static Map<String, Object> row(PinProfileConfiguration profile) {
		Map<String, Object> row = new LinkedHashMap<>();
		row.put("id", profile.name());
		row.put("description", profile.description());
		row.put("pins", profile.pins());
		return row;
	}

	// The content type is not looked at, as in llama-swap.
	@PutMapping("/api/profiles/active")
	Mono<ResponseEntity<byte[]>> activate(ServerHttpRequest request) {
		return this.bodies.read(request, MAX_BODY, (body) -> Mono.just(activate(body, request)));
	}

	private ResponseEntity<byte[]> activate(String body, ServerHttpRequest request) {
		JsonNode wanted = parse(body).orElse(null);
		if (wanted == null) {
			return TextAnswer.error(ApiError.of(400, "invalid profile request"), request);
		}
		JsonNode name = wanted.get("name");
		if (name == null) {
			return TextAnswer.error(ApiError.of(400, "profile name is required"), request);
		}
		if (!name.isString() && !name.isNull()) {
			return TextAnswer.error(ApiError.of(400, "profile name must be a string or null"), request);
		}
		String chosen = (name.isNull() || name.stringValue().isEmpty()) ? null : name.stringValue();
		if (!this.profile.activate(chosen, this.configuration.get())) {
			return TextAnswer.error(ApiError.of(404, "profile \"" + chosen + "\" not found"), request);
		}
		Map<String, @Nullable Object> answer = new LinkedHashMap<>();
		answer.put("active", chosen);
		return JsonAnswer.of(answer);
	}

	private static Optional<JsonNode> parse(String body) {
		try {
			return Optional.of(MAPPER.readTree(body)).filter(JsonNode::isObject);
		}
		catch (JacksonException ex) {
			return Optional.empty();
		}
	}

}
