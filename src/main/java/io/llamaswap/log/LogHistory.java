package io.llamaswap.log;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.LongSupplier;

import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.FluxSink;

/**
 * The last bytes that one source wrote, with live followers. Writers never wait: the
 * history is a ring that overwrites its oldest bytes, and each follower only remembers
 * how far it has read, so that a stalled one costs nothing and loses what was overwritten
 * meanwhile. All methods may be called from any thread.
 */
public final class LogHistory {

	/** How many bytes a source keeps unless told otherwise, as in llama-swap. */
	public static final int DEFAULT_CAPACITY = 100 * 1024;

	/** A longer line may be shown cut at its beginning. */
	private static final int LONGEST_LINE_SKIPPED = 8 * 1024;

	private static final int LARGEST_CHUNK = 16 * 1024;

	private final int capacity;

	private final @Nullable LineJoiner shared;

	private final List<LogFollower> followers = new CopyOnWriteArrayList<>();

	/** Guarded by this; allocated by the first write. */
	private byte @Nullable [] ring;

	/** Guarded by this: how many bytes were ever written. */
	private long written;

	/**
	 * Makes an empty history of {@value #DEFAULT_CAPACITY} bytes.
	 */
	public LogHistory() {
		this(DEFAULT_CAPACITY);
	}

	/**
	 * Makes an empty history.
	 * @param capacity how many bytes it keeps, at least 1
	 */
	public LogHistory(int capacity) {
		this(capacity, null);
	}

	LogHistory(int capacity, @Nullable LineJoiner shared) {
		if (capacity < 1) {
			throw new IllegalArgumentException("capacity: " + capacity + " (expected: at least 1)");
		}
		this.capacity = capacity;
		this.shared = shared;
	}

	/**
	 * Adds bytes as they are. Never blocks.
	 * @param bytes where they are; copied
	 * @param offset index of the first
	 * @param length how many
	 */
	public void append(byte[] bytes, int offset, int length) {
		if (length == 0) {
			return;
		}
		write(bytes, offset, length);
		if (this.shared != null) {
			this.shared.append(bytes, offset, length);
		}
		this.followers.forEach(LogFollower::wake);
	}

	/**
	 * Adds text as UTF-8. Never blocks.
	 * @param text the text; a line needs its own line feed
	 */
	public void append(String text) {
		byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
		append(bytes, 0, bytes.length);
	}

	/**
	 * Ends a line that was begun, so that the next life of a model starts on a new one.
	 * Does nothing at the start of a line.
	 */
	public void endLine() {
		if (isWithinLine()) {
			append("\n");
		}
	}

	/**
	 * Returns what is remembered. Once bytes were overwritten it begins with a whole
	 * line, if that line is not unreasonably long.
	 * @return a copy
	 */
	public synchronized byte[] snapshot() {
		long start = firstLine();
		return copy(start, (int) (this.written - start));
	}

	/**
	 * Returns what is remembered together with what comes after it, so that nothing is
	 * missing and nothing doubled however late the latter is subscribed to.
	 * @return a copy, and what follows it as {@link #follow} tells it
	 */
	public synchronized LogSnapshot snapshotWithLater() {
		long end = this.written;
		return new LogSnapshot(snapshot(),
				Flux.create((sink) -> begin(sink, () -> end), FluxSink.OverflowStrategy.IGNORE));
	}

	/**
	 * Returns what is remembered, as text.
	 * @return the text, with U+FFFD for what is not UTF-8
	 */
	public String text() {
		return new String(snapshot(), StandardCharsets.UTF_8);
	}

	/**
	 * Returns the last lines as something to show: no control characters, no colours, no
	 * blank lines, long lines shortened.
	 * @param max how many at most
	 * @return the lines, oldest first
	 */
	public List<String> lastLines(int max) {
		List<String> lines = Arrays.stream(text().split("\n", -1))
			.map(LogText::plain)
			.filter((line) -> !line.isBlank())
			.toList();
		return List.copyOf(lines.subList(Math.max(0, lines.size() - max), lines.size()));
	}

	/**
	 * Follows the source. Between the history and what comes live nothing is missing and
	 * nothing doubled. A subscriber that takes too long loses bytes and finds a line that
	 * says how many instead; nobody else is affected.
	 * @param withHistory whether to begin with what is remembered
	 * @return pieces of any length on a parallel scheduler thread; ends with
	 * {@link #endFollowers()}
	 */
	public Flux<byte[]> follow(boolean withHistory) {
		return Flux.create((sink) -> begin(sink, () -> (withHistory) ? firstLine() : this.written),
				FluxSink.OverflowStrategy.IGNORE);
	}

	/**
	 * Ends all followers after what they have not read yet; later ones are not affected.
	 */
	public void endFollowers() {
		for (LogFollower follower : this.followers) {
			remove(follower);
			follower.end();
		}
	}

	int followers() {
		return this.followers.size();
	}

	void remove(LogFollower follower) {
		this.followers.remove(follower);
	}

	/**
	 * Reads on for a follower.
	 * @param position how far it has read
	 * @return what comes next, empty if it has read everything
	 */
	synchronized LogChunk read(long position) {
		long start = Math.max(position, 0);
		if (start < this.written - this.capacity) {
			start = firstLine();
		}
		int length = (int) Math.min(this.written - start, LARGEST_CHUNK);
		return new LogChunk(copy(start, length), start + length, start - position);
	}

	private void begin(FluxSink<byte[]> sink, LongSupplier position) {
		LogFollower follower;
		synchronized (this) {
			follower = new LogFollower(this, sink, position.getAsLong());
		}
		this.followers.add(follower);
		follower.begin();
	}

	private synchronized void write(byte[] bytes, int offset, int length) {
		if (this.ring == null) {
			this.ring = new byte[this.capacity];
		}
		int kept = Math.min(length, this.capacity);
		this.written += length - kept;
		int from = offset + length - kept;
		int at = (int) (this.written % this.capacity);
		int first = Math.min(kept, this.capacity - at);
		System.arraycopy(bytes, from, this.ring, at, first);
		System.arraycopy(bytes, from + first, this.ring, 0, kept - first);
		this.written += kept;
	}

	private synchronized boolean isWithinLine() {
		return this.written > 0 && at(this.written - 1) != '\n';
	}

	private long firstLine() {
		long oldest = this.written - this.capacity;
		if (oldest <= 0) {
			return 0;
		}
		long limit = Math.min(this.written, oldest + LONGEST_LINE_SKIPPED);
		for (long position = oldest; position < limit; position++) {
			if (at(position) == '\n') {
				return position + 1;
			}
		}
		return oldest;
	}

	private byte at(long position) {
		return (this.ring != null) ? this.ring[(int) (position % this.capacity)] : 0;
	}

	private byte[] copy(long position, int length) {
		byte[] copy = new byte[length];
		if (this.ring != null) {
			int at = (int) (position % this.capacity);
			int first = Math.min(length, this.capacity - at);
			System.arraycopy(this.ring, at, copy, 0, first);
			System.arraycopy(this.ring, 0, copy, first, length - first);
		}
		return copy;
	}

}
