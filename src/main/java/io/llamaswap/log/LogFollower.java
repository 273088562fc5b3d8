package io.llamaswap.log;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;

import reactor.core.publisher.FluxSink;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/**
 * One reader of a {@link LogHistory}: its place in it and its subscriber. Writers only
 * wake it; it reads and delivers on a thread of its own scheduler, as much as was asked
 * for.
 */
final class LogFollower {

	/** After this many pieces another follower may have the thread. */
	private static final int PIECES_AT_A_TIME = 64;

	private final LogHistory history;

	private final FluxSink<byte[]> sink;

	private final Scheduler.Worker worker = Schedulers.parallel().createWorker();

	private final AtomicBoolean awake = new AtomicBoolean();

	private volatile boolean ending;

	/** Written only on the worker. */
	private long position;

	/** Written only on the worker. */
	private boolean withinLine;

	LogFollower(LogHistory history, FluxSink<byte[]> sink, long position) {
		this.history = history;
		this.sink = sink;
		this.position = position;
	}

	void begin() {
		this.sink.onDispose(() -> {
			this.history.remove(this);
			this.worker.dispose();
		});
		this.sink.onRequest((count) -> wake());
	}

	/**
	 * Says that there may be something to do. Never blocks.
	 */
	void wake() {
		if (this.awake.compareAndSet(false, true)) {
			try {
				this.worker.schedule(this::deliver);
			}
			catch (RejectedExecutionException ex) {
				// The subscriber has just left.
				this.history.remove(this);
			}
		}
	}

	/**
	 * Completes the subscriber once it has read everything.
	 */
	void end() {
		this.ending = true;
		wake();
	}

	private void deliver() {
		// Before reading, so that what is written after the last read wakes it again.
		this.awake.set(false);
		boolean last = this.ending;
		for (int pieces = 0; this.sink.requestedFromDownstream() > 0; pieces++) {
			if (pieces == PIECES_AT_A_TIME) {
				wake();
				return;
			}
			LogChunk chunk = this.history.read(this.position);
			if (chunk.isEmpty()) {
				break;
			}
			byte[] bytes = (chunk.dropped() > 0) ? withNotice(chunk) : chunk.bytes();
			this.position = chunk.end();
			this.withinLine = !chunk.endsLine();
			this.sink.next(bytes);
		}
		if (last) {
			this.sink.complete();
		}
	}

	private byte[] withNotice(LogChunk chunk) {
		ByteArrayOutputStream bytes = new ByteArrayOutputStream(chunk.bytes().length + 48);
		String notice = ((this.withinLine) ? "\n" : "") + "— " + chunk.dropped() + " bytes dropped —\n";
		bytes.writeBytes(notice.getBytes(StandardCharsets.UTF_8));
		bytes.writeBytes(chunk.bytes());
		return bytes.toByteArray();
	}

}
