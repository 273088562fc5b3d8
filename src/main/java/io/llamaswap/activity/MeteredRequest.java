package io.llamaswap.activity;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongFunction;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * One request while it is carried out. Told of by the thread of its connection; may be
 * looked at and cancelled by any thread.
 */
public final class MeteredRequest {

	private static final int CLIENT_LEFT = 499;

	private final Activity activity;

	private final Instant timestamp = Instant.now();

	private final long arrived = System.nanoTime();

	private final Arrival arrival;

	private final AnswerSample sample = new AnswerSample();

	private final @Nullable Recording recording;

	private final AtomicReference<Runnable> canceller = new AtomicReference<>(MeteredRequest::nothing);

	private volatile long id;

	private volatile String model = "";

	private volatile String path;

	private volatile long bytes;

	private volatile Iterable<Map.Entry<String, String>> answerHeaders = List.of();

	private long granted;

	private long first;

	private int status;

	private String contentType = "";

	private String encoding = "";

	private @Nullable String error;

	private Map<String, String> metadata = Map.of();

	private boolean over;

	MeteredRequest(Activity activity, Arrival arrival) {
		this.activity = activity;
		this.arrival = arrival;
		this.path = arrival.path();
		this.recording = activity.captures().begin(this.path);
	}

	/**
	 * Returns what records this exchange.
	 * @return the recording, or {@code null} if nothing is captured
	 */
	public @Nullable Recording recording() {
		return this.recording;
	}

	/**
	 * Tells whose request it is. From now on it is in flight.
	 * @param id real id of the model
	 * @param target raw path as the model server sees it
	 * @param about what else is known of it
	 * @param cancel ends the request, called from any thread
	 */
	public void found(String id, String target, Map<String, String> about, Runnable cancel) {
		this.model = id;
		this.path = target;
		this.metadata = about;
		this.canceller.set(cancel);
		if (this.recording != null) {
			this.recording.found(target);
		}
		// Whoever sees it in the list sees its number.
		this.id = this.activity.inFlight().nextId();
		this.activity.inFlight().add(this.id, this);
	}

	/** Tells that the model server gets the request now. */
	public void sent() {
		this.granted = System.nanoTime();
	}

	/**
	 * Tells that the answer begins.
	 * @param code its status
	 * @param headers its headers, not changed any more
	 * @param type its content type, or {@code null}
	 * @param coding its content encoding, or {@code null}
	 */
	public void answered(int code, Iterable<Map.Entry<String, String>> headers, @Nullable String type,
			@Nullable String coding) {
		this.status = code;
		this.answerHeaders = headers;
		this.contentType = (type != null) ? type : "";
		this.encoding = (coding != null) ? coding : "";
		if (this.recording != null) {
			this.recording.answered(code);
		}
	}

	/**
	 * Tells of a piece of the answer.
	 * @param piece the bytes, neither moved nor kept
	 */
	public void received(ByteBuf piece) {
		if (this.first == 0) {
			this.first = System.nanoTime();
		}
		this.sample.add(piece);
		if (this.recording != null) {
			this.recording.answer(piece);
		}
		this.bytes = this.sample.total();
	}

	/**
	 * Tells that the caller gets an error of ours.
	 * @param code its status
	 * @param reason its message
	 */
	public void failed(int code, String reason) {
		this.status = code;
		this.error = reason;
	}

	/**
	 * Tells that the request is over. Only the first call counts.
	 * @param requested the requested name, for a request whose model was not found
	 * @param left whether the client left before it had its answer
	 */
	public void end(String requested, boolean left) {
		if (this.over) {
			return;
		}
		this.over = true;
		this.canceller.set(MeteredRequest::nothing);
		this.activity.inFlight().remove(this.id);
		this.model = this.model.isEmpty() ? requested : this.model;
		if (left && this.error == null) {
			this.status = CLIENT_LEFT;
			this.error = "the client left";
		}
		if (!this.model.isEmpty()) {
			this.activity.finished(this, Duration.ofNanos(System.nanoTime() - this.arrived));
		}
		else {
			dropRecording();
		}
	}

	/** Tells that there will be no capture, because there will be no row. */
	public void dropRecording() {
		if (this.recording != null) {
			this.recording.drop();
		}
	}

	/**
	 * Makes the capture of this request. Called once, after it is over.
	 * @return the capture, or {@code null} if there is none
	 */
	@Nullable Capture capture() {
		return (this.recording != null) ? this.recording.end(this.arrival.headers(), this.answerHeaders, this.encoding)
				: null;
	}

	/**
	 * Makes the row of this request. Called once it is over.
	 * @param wall how long it took
	 * @param counted whether the answer is to be read
	 * @return makes the row for a number
	 */
	LongFunction<ActivityRow> row(Duration wall, boolean counted) {
		UsageReader usage = new UsageReader();
		String unreadable = (counted && this.status == 200)
				? AnswerText.read(this.sample, this.contentType, this.encoding, usage) : "";
		long end = this.arrived + wall.toNanos();
		TokenCounts tokens = usage.counts()
			.timed((this.first > 0 && this.granted > 0) ? (this.first - this.granted) / 1e9 : 0,
					(this.first > 0) ? (end - this.first) / 1e9 : 0);
		Duration worked = Duration.ofMillis((long) usage.workedMillis());
		Duration duration = (worked.compareTo(wall) > 0) ? worked : wall;
		String reason = (this.error != null || this.status < 400) ? this.error
				: AnswerText.error(this.sample, this.status);
		String shown = (reason == null && !unreadable.isEmpty()) ? unreadable : reason;
		Instant now = this.timestamp.plus(wall);
		return (number) -> new ActivityRow(number, now, this.model, this.path, this.contentType, this.status, tokens,
				duration, shown, this.metadata);
	}

	private static void nothing() {
		// Nobody can be cancelled before the model is known, nor at the end.
	}

	void cancel() {
		this.canceller.getAndSet(MeteredRequest::nothing).run();
	}

	/**
	 * Returns how it is shown.
	 * @return a snapshot
	 */
	public View view() {
		return new View(Long.toString(this.id), this.timestamp, this.model, this.path, this.arrival.method(),
				HeaderRedaction.shown(this.arrival.headers()), this.arrival.address(),
				HeaderRedaction.shown(this.answerHeaders), this.bytes, (System.nanoTime() - this.arrived) / 1_000_000,
				this.metadata);
	}

	/**
	 * Returns how much of the answer has come.
	 * @return bytes
	 */
	public long bytes() {
		return this.bytes;
	}

	/**
	 * How a request begins.
	 *
	 * @param method its method
	 * @param path its raw path
	 * @param headers its headers, not changed any more
	 * @param address where its client is, or {@code ""}
	 */
	public record Arrival(String method, String path, Iterable<Map.Entry<String, String>> headers, String address) {

	}

	/**
	 * What is shown of a request in flight.
	 *
	 * @param id its number
	 * @param timestamp when it arrived
	 * @param model real id of its model
	 * @param path raw path as the model server sees it
	 * @param method its method
	 * @param requestHeaders its headers without secrets
	 * @param address where its client is
	 * @param answerHeaders headers of the answer without secrets, possibly none yet
	 * @param bytes how much of the answer has come
	 * @param elapsedMillis how long it has taken
	 * @param metadata what else is known of it
	 */
	public record View(String id, Instant timestamp, String model, String path, String method,
			Map<String, String> requestHeaders, String address, Map<String, String> answerHeaders, long bytes,
			long elapsedMillis, Map<String, String> metadata) {

	}

}
