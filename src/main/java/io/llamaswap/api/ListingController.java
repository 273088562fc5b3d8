package io.llamaswap.api;

import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.Supplier;

import io.llamaswap.config.Configuration;
import io.llamaswap.directory.ModelDirectory;
import io.llamaswap.error.ApiError;
import io.llamaswap.lifecycle.ModelLifecycleService;
import io.llamaswap.lifecycle.ModelStatus;
import io.llamaswap.model.Caller;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.info.BuildProperties;
import org.springframework.boot.info.GitProperties;
import org.springframework.http.ResponseEntity;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestAttribute;
import org.springframework.web.bind.annotation.RestController;

/**
 * Says what there is and what runs.
 */
@RestController
final class ListingController {

	private final Supplier<Configuration> configuration;

	private final ModelLifecycleService lifecycle;

	private final ModelDirectory directory;

	private final Clock clock = Clock.systemUTC();

	private final Map<String, String> version;

	ListingController(Supplier<Configuration> configuration, ModelLifecycleService lifecycle, ModelDirectory directory,
			ObjectProvider<BuildProperties> build, ObjectProvider<GitProperties> git) {
		this.configuration = configuration;
		this.lifecycle = lifecycle;
		this.directory = directory;
		this.version = version(build.getIfAvailable(), git.getIfAvailable());
	}

	private static Map<String, String> version(@Nullable BuildProperties build, @Nullable GitProperties git) {
		// What is not known is told in the words of a plain build of llama-swap.
		Map<String, String> version = new LinkedHashMap<>();
		version.put("build_date", (build != null && build.getTime() != null) ? build.getTime().toString() : "unknown");
		String commit = (git != null) ? git.getShortCommitId() : null;
		version.put("commit", (commit != null) ? commit : "unknown");
		version.put("version", (build != null && build.getVersion() != null) ? build.getVersion() : "0");
		return version;
	}

	@GetMapping({ "/v1/models", "/models" })
	ResponseEntity<byte[]> models(
			@RequestAttribute(name = Caller.ATTRIBUTE, required = false) @Nullable Caller caller) {
		return JsonAnswer.of(ModelListing.of(this.directory, ModelStatus.byId(this.lifecycle.statuses()),
				this.clock.instant(), open(caller)));
	}

	@GetMapping({ "/v1/models/{*model}", "/models/{*model}" })
	ResponseEntity<byte[]> model(ServerHttpRequest request,
			@RequestAttribute(name = Caller.ATTRIBUTE, required = false) @Nullable Caller caller) {
		String prefix = request.getURI().getRawPath().startsWith("/v1/") ? "/v1/models/" : "/models/";
		String name = RequestedName.behind(prefix, request);
		Predicate<String> open = open(caller);
		Optional<ModelListing.Row> row = open.test(name) ? ModelListing.find(name, this.directory,
				ModelStatus.byId(this.lifecycle.statuses()), this.clock.instant(), open) : Optional.empty();
		return row.map(JsonAnswer::of)
			.orElseGet(() -> TextAnswer.error(
					ApiError.modelNotFound(name, this.directory.suggestions().stream().filter(open).toList()),
					request));
	}

	private Predicate<String> open(@Nullable Caller caller) {
		return (name) -> caller == null || this.directory.isOpen(name, caller);
	}

	@GetMapping("/running")
	ResponseEntity<byte[]> running() {
		return JsonAnswer.of(RunningModels.of(this.configuration.get(), this.lifecycle));
	}

	@GetMapping("/upstream")
	ResponseEntity<byte[]> upstreams(
			@RequestAttribute(name = Caller.ATTRIBUTE, required = false) @Nullable Caller caller) {
		return JsonAnswer.of(UpstreamListing.of(this.configuration.get(), open(caller)));
	}

	@GetMapping({ "/health", "/wol-health" })
	ResponseEntity<byte[]> health() {
		return TextAnswer.ok();
	}

	@GetMapping("/api/version")
	ResponseEntity<byte[]> version() {
		return JsonAnswer.of(this.version);
	}

}
