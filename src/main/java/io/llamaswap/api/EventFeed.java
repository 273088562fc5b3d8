package io.llamaswap.api;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.llamaswap.activity.Activity;
import io.llamaswap.activity.ActivityRow;
import io.llamaswap.config.LiveConfiguration;
import io.llamaswap.config.PinProfileConfiguration;
import io.llamaswap.config.ReloadOutcome;
import io.llamaswap.directory.ActiveProfile;
import io.llamaswap.lifecycle.ModelLifecycleService;
import io.llamaswap.lifecycle.SwapDecision;
import io.llamaswap.log.LogBook;
import io.llamaswap.log.LogSnapshot;
import reactor.core.publisher.BufferOverflowStrategy;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Schedulers;
import reactor.util.function.Tuple2;
import reactor.util.function.Tuples;

import org.springframework.stereotype.Component;

/**
 * What followers of {@code /api/events} are told, in llama-swap's order and words
 * (contract 3.11): what is now, then what happens. Decisions and reloads are ours: its
 * pages pass over types that they do not know. A follower that is slow loses the oldest
 * of what waits for it, and nobody else anything.
 */
@Component
final class EventFeed {

	/** So many messages may wait for one follower. */
	static final int MOST_WAITING = 1024;

	private static final Duration HEARTBEAT = Duration.ofSeconds(15);

	/** The shortest time between two looks at states and requests. */
	private static final Duration PACE = Duration.ofMillis(250);

	private static final byte[] STILL_HERE = ": still here\n\n".getBytes(StandardCharsets.UTF_8);

	private final LiveConfiguration configuration;

	private final Sinks.Many<ReloadOutcome> reloads = Sinks.many().multicast().directBestEffort();

	private final ModelLifecycleService lifecycle;

	private final LogBook logs;

	private final Activity activity;

	private final ActiveProfile profile;

	EventFeed(LiveConfiguration configuration, ModelLifecycleService lifecycle, LogBook logs, Activity activity,
			ActiveProfile profile) {
		this.configuration = configuration;
		this.lifecycle = lifecycle;
		this.logs = logs;
		this.activity = activity;
		this.profile = profile;
		configuration.follow(this.reloads::tryEmitNext);
	}

	/**
	 * Follows everything.
	 * @return complete events and comments, without an end
	 */
	Flux<byte[]> frames() {
		return Flux.defer(() -> {
			LogSnapshot proxy = this.logs.program().snapshotWithLater();
			LogSnapshot upstream = this.logs.upstream().snapshotWithLater();
			long lastRow = this.activity.log().lastId();
			byte[] states = modelStatus();
			Optional<String> active = active();
			InFlightView view = new InFlightView(this.activity.inFlight());
			Flux<byte[]> now = Flux.just(log("proxy", proxy.bytes()), log("upstream", upstream.bytes()), states,
					uiConfig(), profile(active), message("inflight", view.snapshot()));
			Flux<byte[]> live = Flux.merge(follow("proxy", proxy), follow("upstream", upstream), states(states, active),
					profiles(active), rows(lastRow), decisions(), reloads(),
					Flux.interval(HEARTBEAT).onBackpressureDrop().map((tick) -> STILL_HERE));
			Flux<byte[]> waiting = live.onBackpressureBuffer(MOST_WAITING, BufferOverflowStrategy.DROP_OLDEST);
			// What happens is listened to before what is now is told, so that nothing is
			// lost between them.
			Sinks.Empty<Void> listening = Sinks.empty();
			return Flux.mergeSequential(1, now.delaySubscription(listening.asMono()),
					Flux.merge(1, waiting, requests(view)), Mono.fromRunnable(listening::tryEmitEmpty));
		}).subscribeOn(Schedulers.boundedElastic());
	}

	private static Flux<byte[]> follow(String source, LogSnapshot told) {
		return told.later().map((bytes) -> log(source, bytes));
	}

	// What changed between what the follower was told and the subscription is looked for
	// once, here as for profiles and rows. Another profile is another meaning of the same
	// states, so they are told again.
	private Flux<byte[]> states(byte[] told, Optional<String> profile) {
		return Flux
			.merge(this.lifecycle.changes().map((status) -> status.id() + " " + status.state()),
					this.profile.changes().map((name) -> "profile"), replacements(), Flux.just("now"))
			.onBackpressureLatest()
			.sample(PACE)
			.map((change) -> Tuples.of(modelStatus(), active()))
			.startWith(Tuples.of(told, profile))
			.distinctUntilChanged((now) -> now.mapT1(ByteBuffer::wrap))
			.skip(1)
			.map(Tuple2::getT1);
	}

	private Flux<String> replacements() {
		return this.reloads.asFlux().filter(ReloadOutcome::isSound).map((outcome) -> "reload");
	}

	private Flux<byte[]> reloads() {
		return this.reloads.asFlux().map((outcome) -> message("configReload", outcome.asMap()));
	}

	private Flux<byte[]> decisions() {
		return this.lifecycle.decisions().map((decision) -> message("decision", json(decision)));
	}

	private static Map<String, Object> json(SwapDecision decision) {
		Map<String, Object> json = new LinkedHashMap<>();
		json.put("at", decision.at().toString());
		json.put("decision", decision.kind().word());
		json.put("model", decision.model().value());
		json.put("reason", decision.reason());
		json.put("times", decision.times());
		return json;
	}

	private Flux<byte[]> rows(long told) {
		Flux<Long> missed = Flux.defer(() -> Flux.just(this.activity.log().lastId())).filter((id) -> id > told);
		return Flux.merge(this.activity.log().added().map(ActivityRow::id), missed)
			.distinctUntilChanged()
			.map((id) -> message("activity", Map.of("id", id)));
	}

	// What has changed is found when the follower is ready for it, so that nothing is
	// lost however slow it is.
	private Flux<byte[]> requests(InFlightView view) {
		Flux<Object> bytes = Flux.interval(PACE).cast(Object.class);
		return Flux.merge(bytes, this.activity.inFlight().changes().cast(Object.class))
			.onBackpressureLatest()
			.concatMapIterable((change) -> view.changes().stream().map((entry) -> message("inflight", entry)).toList(),
					1);
	}

	private byte[] modelStatus() {
		return message("modelStatus", StatusRows.of(this.configuration.get(), this.lifecycle.statuses()));
	}

	private byte[] uiConfig() {
		List<String> sessions = this.configuration.get().activity().sessionIdHeaders();
		return message("uiConfig", Map.of("activity", Map.of("session_id", sessions)));
	}

	// A new configuration may not have the active profile.
	private Flux<byte[]> profiles(Optional<String> told) {
		Flux<String> changes = this.profile.changes().map((name) -> "profile");
		return Flux.merge(changes, replacements(), Flux.just("now"))
			.map((change) -> active())
			.startWith(told)
			.distinctUntilChanged()
			.skip(1)
			.map(EventFeed::profile);
	}

	private Optional<String> active() {
		return this.profile.in(this.configuration.get()).map(PinProfileConfiguration::name);
	}

	private static byte[] profile(Optional<String> active) {
		Map<String, Object> data = new LinkedHashMap<>();
		data.put("active", active.orElse(null));
		return message("profileChanged", data);
	}

	private static byte[] log(String source, byte[] bytes) {
		Map<String, Object> data = new LinkedHashMap<>();
		data.put("source", source);
		data.put("data", new String(bytes, StandardCharsets.UTF_8));
		return message("logData", data);
	}

	private static byte[] message(String type, Object data) {
		Map<String, Object> message = new LinkedHashMap<>();
		message.put("type", type);
		message.put("data", JsonAnswer.text(data));
		return ("event:message\ndata:" + JsonAnswer.text(message) + "\n\n").getBytes(StandardCharsets.UTF_8);
	}

}
