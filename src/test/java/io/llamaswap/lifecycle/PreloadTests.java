package io.llamaswap.lifecycle;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;

import io.llamaswap.config.Configuration;
import io.llamaswap.config.ModelConfiguration;
import io.llamaswap.model.ModelId;
import io.llamaswap.model.ModelState;
import io.llamaswap.model.MonotonicClock;
import io.llamaswap.test.Configurations;
import io.llamaswap.upstream.Endpoint;
import io.llamaswap.upstream.Upstream;
import io.llamaswap.upstream.UpstreamEvent;
import io.llamaswap.upstream.UpstreamStatus;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Schedulers;

import static org.assertj.core.api.Assertions.assertThat;

class PreloadTests {

	private final Map<String, Consumer<UpstreamEvent>> listeners = new LinkedHashMap<>();

	private final List<String> calls = new ArrayList<>();

	private final List<Lease> leases = new ArrayList<>();

	private final Map<String, Sinks.One<Integer>> answers = new LinkedHashMap<>();

	@Test
	void modelsAreLoadedInOrderAndAskedOneByOne() {
		begin("preload: [b, a]\n    warmUp: /v1/chat/completions");
		assertThat(this.calls).containsExactly("start b");
		ready("b");
		assertThat(this.calls).containsExactly("start b", "ask b /v1/chat/completions");
		answer("b", 200);
		ready("a");
		answer("a", 200);
		assertThat(this.calls).containsExactly("start b", "ask b /v1/chat/completions", "start a",
				"ask a /v1/chat/completions");
	}

	@Test
	void soManyAreLoadedAtOnceAsIsSaid() {
		begin("preload: [b, a, c]\n    parallel: 2");
		assertThat(this.calls).containsExactly("start b", "start a");
		ready("a");
		answer("a", 404);
		assertThat(this.calls).containsExactly("start b", "start a", "ask a /", "start c");
	}

	@Test
	void modelThatFailsIsPassedOver() {
		begin("preload: [b, a]");
		tell("b",
				new UpstreamEvent.Failed(new ModelId("b"),
						new io.llamaswap.model.ModelFailure(io.llamaswap.model.ModelFailure.Kind.COMMAND,
								"no such program", null, List.of(), java.time.Instant.EPOCH)));
		assertThat(this.calls).containsExactly("start b", "start a");
	}

	@Test
	void warmUpThatBreaksOffIsPassedOverAndLeavesTheModelLoaded() {
		begin("preload: [b, a]");
		ready("b");
		Objects.requireNonNull(this.answers.get("b")).tryEmitError(new java.io.IOException("connection reset"));
		assertThat(this.calls).containsExactly("start b", "ask b /", "start a");
	}

	@Test
	void warmUpHoldsTheModelUntilItHasItsAnswer() {
		Configuration configuration = configuration("preload: [b]");
		ReactiveModelLifecycleService service = service(configuration);
		preload(service).begin(configuration);
		ready("b");
		assertThat(inFlight(service)).isEqualTo(1);
		answer("b", 200);
		assertThat(inFlight(service)).isZero();
	}

	@Test
	void warmUpMayBeLeftOut() {
		begin("preload: [b, a]\n    warmUp: none");
		ready("b");
		assertThat(this.calls).containsExactly("start b", "start a");
	}

	@Test
	void whatIsReadyIsLeftAlone() {
		Configuration configuration = configuration("preload: [b]");
		Preload preload = preload(configuration);
		preload.begin(configuration);
		ready("b");
		answer("b", 200);
		preload.begin(configuration);
		assertThat(this.calls).containsExactly("start b", "ask b /");
	}

	@Test
	void modelThatIsKeptLoadedIsLoadedAgainWhenAReloadHasReplacedIt() {
		Configuration before = kept("server");
		ReactiveModelLifecycleService service = service(before);
		Preload preload = preload(service);
		service.acquire(LeaseRequest.of(new ModelId("b"))).subscribe((lease) -> this.leases.add(lease));
		ready("b");
		Configuration after = kept("server --other");
		for (int reload = 0; reload < 2; reload++) {
			preload.remember();
			service.replace(after).subscribe();
			preload.begin(after, (reload == 0) ? Set.of(new ModelId("b")) : Set.of());
		}
		assertThat(this.calls).containsExactly("start b");
		this.leases.forEach(Lease::release);
		tell("b", new UpstreamEvent.Stopped(new ModelId("b")));
		assertThat(this.calls).containsExactly("start b", "stop b", "start b");
	}

	// b streams for minutes, and what nobody used stayed away as long.
	@Test
	void oldLifeThatDrainsHoldsUpNobodyElse() {
		Configuration before = three("server");
		ReactiveModelLifecycleService service = service(before);
		Preload preload = preload(service);
		ready(service, "a", "b", "c");
		service.acquire(LeaseRequest.of(new ModelId("b"))).subscribe((lease) -> this.leases.add(lease));
		this.calls.clear();
		reload(service, preload, three("server --other"));
		assertThat(this.calls).containsExactly("stop a", "stop c");
		stopped("c");
		stopped("a");
		assertThat(this.calls).as("one at a time, as it was").endsWith("stop c", "start c");
		this.leases.forEach(Lease::release);
		stopped("b");
		ready("c");
		ready("a");
		ready("b");
		assertThat(this.calls).as("in order, among those that can be loaded")
			.containsExactly("stop a", "stop c", "start c", "stop b", "start a", "start b");
	}

	@Test
	void modelThatGoesOnAsItIsConfiguredAgainIsNotLoadedAgainLater() {
		Configuration before = three("server");
		ReactiveModelLifecycleService service = service(before);
		Preload preload = preload(service);
		ready(service, "b");
		service.acquire(LeaseRequest.of(new ModelId("b"))).subscribe((lease) -> this.leases.add(lease));
		reload(service, preload, three("server --other"));
		reload(service, preload, before);
		this.leases.forEach(Lease::release);
		service.unload(Set.of(new ModelId("b")), UnloadMode.NOW);
		stopped("b");
		assertThat(this.calls).containsExactly("start b", "stop b");
	}

	@Test
	void modelThatNeedNotStayIsNotLoadedAgain() {
		Configuration before = configuration("preload: []");
		ReactiveModelLifecycleService service = service(before);
		Preload preload = preload(service);
		service.acquire(LeaseRequest.of(new ModelId("b"))).subscribe(Lease::release);
		ready("b");
		preload.remember();
		preload.begin(before, Set.of(new ModelId("b")));
		assertThat(this.calls).containsExactly("start b");
	}

	private static void reload(ReactiveModelLifecycleService service, Preload preload, Configuration next) {
		preload.remember();
		service.replace(next).subscribe();
		preload.begin(next, service.lives().keySet());
	}

	private void ready(ReactiveModelLifecycleService service, String... models) {
		for (String model : models) {
			service.acquire(LeaseRequest.of(new ModelId(model))).subscribe(Lease::release);
			ready(model);
		}
	}

	private static Configuration three(String command) {
		return Configurations.parse("""
				models:
				  a: &it {cmd: '%s', proxy: 'http://localhost:1', keepLoaded: true}
				  b: *it
				  c: *it
				hooks: {on_startup: {warmUp: none}}
				""".formatted(command));
	}

	private static Configuration kept(String command) {
		return Configurations
			.parse("models: {b: {cmd: '" + command + "', proxy: 'http://localhost:1', keepLoaded: true}}");
	}

	private void begin(String keys) {
		Configuration configuration = configuration(keys);
		preload(configuration).begin(configuration);
	}

	private Preload preload(Configuration configuration) {
		return preload(service(configuration));
	}

	private ReactiveModelLifecycleService service(Configuration configuration) {
		return new ReactiveModelLifecycleService(configuration, this::upstream, MonotonicClock.system(),
				Schedulers.parallel(), DurationStore.none());
	}

	private static int inFlight(ModelLifecycleService service) {
		return service.statuses().stream().mapToInt(ModelStatus::inFlight).sum();
	}

	private Preload preload(ModelLifecycleService service) {
		return new Preload(service, (server, path, model) -> {
			this.calls.add("ask " + model + " " + path);
			return this.answers.computeIfAbsent(model, (key) -> Sinks.one()).asMono();
		});
	}

	private void ready(String model) {
		tell(model, new UpstreamEvent.Ready(new ModelId(model), new Endpoint(URI.create("http://localhost:1"), 1)));
	}

	private void stopped(String model) {
		tell(model, new UpstreamEvent.Stopped(new ModelId(model)));
	}

	private void tell(String model, UpstreamEvent event) {
		Objects.requireNonNull(this.listeners.get(model)).accept(event);
	}

	private void answer(String model, int status) {
		Objects.requireNonNull(this.answers.get(model)).tryEmitValue(status);
	}

	private static Configuration configuration(String keys) {
		return Configurations.parse("""
				models:
				  a: {cmd: "server --port ${PORT}"}
				  b: {cmd: "server --port ${PORT}"}
				  c: {cmd: "server --port ${PORT}"}
				groups: {all: {swap: false, members: [a, b, c]}}
				hooks:
				  on_startup:
				    %s
				""".formatted(keys));
	}

	private Upstream upstream(ModelConfiguration model, Consumer<UpstreamEvent> listener) {
		this.listeners.put(model.id().value(), listener);
		return new Upstream() {
			@Override
			public ModelId id() {
				return model.id();
			}

			@Override
			public void start() {
				PreloadTests.this.calls.add("start " + model.id());
			}

			@Override
			public void stop(Duration grace) {
				PreloadTests.this.calls.add("stop " + model.id());
			}

			@Override
			public void reconfigure(ModelConfiguration next) {
			}

			@Override
			public UpstreamStatus status() {
				return new UpstreamStatus(ModelState.STOPPED, java.time.Instant.EPOCH, null, null);
			}
		};
	}

}
