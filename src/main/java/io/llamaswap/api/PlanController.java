package io.llamaswap.api;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

import io.llamaswap.directory.ModelDirectory;
import io.llamaswap.directory.PeerHealth;
import io.llamaswap.directory.Recipient;
import io.llamaswap.directory.Resolution;
import io.llamaswap.directory.UnresolvedNameException;
import io.llamaswap.error.ApiError;
import io.llamaswap.lifecycle.LeaseRequest;
import io.llamaswap.lifecycle.ModelLifecycleService;
import io.llamaswap.lifecycle.SwapPlan;
import io.llamaswap.model.Caller;
import io.llamaswap.model.RequestPriority;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

import org.springframework.http.ResponseEntity;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestAttribute;
import org.springframework.web.bind.annotation.RestController;

/**
 * Tells what would happen if a model were asked for now: who would be stopped and why,
 * what would be waited for and how long that takes by what was measured. An endpoint of
 * ours; asking changes nothing.
 */
@RestController
final class PlanController {

	private final ModelDirectory directory;

	private final ModelLifecycleService lifecycle;

	private final NamePath path;

	PlanController(ModelDirectory directory, ModelLifecycleService lifecycle) {
		this.directory = directory;
		this.lifecycle = lifecycle;
		this.path = new NamePath(directory);
	}

	@GetMapping("/api/plan")
	Mono<ResponseEntity<byte[]>> plan(ServerHttpRequest request,
			@RequestAttribute(name = Caller.ATTRIBUTE, required = false) @Nullable Caller caller) {
		String asked = request.getQueryParams().getFirst("model");
		String name = (asked != null) ? asked : "";
		try {
			Resolution found = this.directory.foresee(name);
			return (caller == null || found.isOpenTo(caller, name)) ? plan(name, found, caller, request)
					: Mono.just(TextAnswer.error(notFound(name, caller), request));
		}
		catch (UnresolvedNameException ex) {
			boolean away = ex.reason() == UnresolvedNameException.Reason.NOTHING_AVAILABLE;
			return Mono.just(TextAnswer.error(away ? ApiError.noTarget(ex.name()) : notFound(name, caller), request));
		}
	}

	private Mono<ResponseEntity<byte[]>> plan(String name, Resolution found, @Nullable Caller caller,
			ServerHttpRequest request) {
		String words = this.path.words(name, found);
		if (found.recipient() instanceof Recipient.Local local) {
			return this.lifecycle.plan(wanted(local, caller, request))
				.map((plan) -> JsonAnswer.of(json(plan, words)))
				.defaultIfEmpty(TextAnswer.error(notFound(name, caller), request));
		}
		return Mono.just(JsonAnswer.of(peer((Recipient.Remote) found.recipient(), words)));
	}

	// As if the request came now, from whom the question comes.
	private static LeaseRequest wanted(Recipient.Local local, @Nullable Caller caller, ServerHttpRequest request) {
		LeaseRequest any = new LeaseRequest(local.model().id(), local.profile());
		return (caller != null) ? any.by(caller.name(),
				RequestPriority.of(request.getHeaders().getFirst(RequestPriority.HEADER), caller)) : any;
	}

	private ApiError notFound(String name, @Nullable Caller caller) {
		return ApiError.modelNotFound(name,
				this.directory.suggestions()
					.stream()
					.filter((other) -> caller == null || caller.mayUse(other))
					.toList());
	}

	// What a peer does with it only the peer knows.
	private Map<String, Object> peer(Recipient.Remote remote, String words) {
		PeerHealth.Failure failure = this.directory.peerFailure(remote.peer().id());
		Map<String, Object> json = new LinkedHashMap<>();
		json.put("model", remote.fullName());
		json.put("resolution", words);
		json.put("outcome", (failure != null) ? "refuse" : "serve");
		json.put("reason", (failure != null) ? "peer " + remote.peer().id() + " does not answer: " + failure.reason()
				: "answered by peer " + remote.peer().id() + ", nothing to start");
		return json;
	}

	private static Map<String, Object> json(SwapPlan plan, String words) {
		Map<String, Object> json = new LinkedHashMap<>();
		json.put("model", plan.model().value());
		json.put("resolution", words);
		json.put("state", plan.state().wireName());
		json.put("outcome", plan.outcome().name().toLowerCase(Locale.ROOT));
		json.put("reason", plan.reason());
		json.put("stops", plan.stops().stream().map(PlanController::json).toList());
		json.put("waits_for", plan.waitsFor().stream().map(SwapPlan.Obstacle::words).toList());
		json.put("queued_before", plan.before());
		putMillis(json, plan.expected());
		json.put("complete", plan.missing().isEmpty());
		json.put("missing", plan.missing());
		return json;
	}

	private static Map<String, Object> json(SwapPlan.Stop stop) {
		Map<String, Object> json = new LinkedHashMap<>();
		json.put("model", stop.model().value());
		json.put("state", stop.state().wireName());
		json.put("reason", stop.reason());
		json.put("in_flight", stop.inFlight());
		putMillis(json, stop.expected());
		return json;
	}

	private static void putMillis(Map<String, Object> json, @Nullable Duration expected) {
		if (expected != null) {
			json.put("expected_ms", expected.toMillis());
		}
	}

}
