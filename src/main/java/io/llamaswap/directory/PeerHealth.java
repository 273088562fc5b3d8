package io.llamaswap.directory;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

import org.jspecify.annotations.Nullable;

/**
 * Which peers could not be reached lately. A dead peer is not asked by everybody: after a
 * failure one request in a few seconds tries again, the others are told at once.
 * Thread-safe.
 */
public final class PeerHealth {

	/** How long nobody tries again. */
	static final Duration PAUSE = Duration.ofSeconds(3);

	/** How long who has a choice chooses others, beyond the pause. */
	static final Duration AVOIDANCE = Duration.ofSeconds(30);

	private final Map<String, Failure> failures = new ConcurrentHashMap<>();

	private final InstantSource clock;

	/**
	 * Begins with all peers alive.
	 * @param clock tells the time; pauses are counted by it
	 */
	public PeerHealth(InstantSource clock) {
		this.clock = clock;
	}

	/**
	 * Asks whether a peer may be asked now. After a pause the first who asks may try; the
	 * others wait for the outcome or the next pause.
	 * @param peer id of the peer
	 * @return why not, or empty if it may
	 */
	public Optional<Failure> refusal(String peer) {
		Failure known = this.failures.get(peer);
		if (known == null) {
			return Optional.empty();
		}
		Instant now = this.clock.instant();
		if (now.isBefore(known.retryAt())) {
			return Optional.of(known);
		}
		Failure next = new Failure(known.reason(), known.since(), now.plus(PAUSE));
		return this.failures.replace(peer, known, next) ? Optional.empty() : Optional.of(known);
	}

	/**
	 * Tells whether a peer is better not chosen where others can do the same. Not for
	 * ever: one that is reached by choice only would never be found alive again.
	 * @param peer id of the peer
	 * @return {@code true} if it failed lately
	 */
	public boolean isAvoided(String peer) {
		Failure known = this.failures.get(peer);
		return known != null && this.clock.instant().isBefore(known.retryAt().plus(AVOIDANCE));
	}

	/**
	 * Tells why nobody may ask a peer now, without trying it.
	 * @param peer id of the peer
	 * @return the failure, or {@code null} if the next who asks may
	 */
	public @Nullable Failure pausing(String peer) {
		Failure known = this.failures.get(peer);
		return (known != null && this.clock.instant().isBefore(known.retryAt())) ? known : null;
	}

	/**
	 * Notes that a peer could not be reached.
	 * @param peer id of the peer
	 * @param reason why, in words that may be shown to any caller
	 */
	public void failed(String peer, String reason) {
		Instant now = this.clock.instant();
		this.failures.merge(peer, new Failure(reason, now, now.plus(PAUSE)),
				(known, next) -> new Failure(next.reason(), known.since(), next.retryAt()));
	}

	/**
	 * Notes that a peer answered.
	 * @param peer id of the peer
	 */
	public void answered(String peer) {
		if (!this.failures.isEmpty()) {
			this.failures.remove(peer);
		}
	}

	/**
	 * Returns the time until somebody may try again.
	 * @param failure a failure
	 * @return at least a second
	 */
	public Duration pauseLeft(Failure failure) {
		Duration left = Duration.between(this.clock.instant(), failure.retryAt());
		return (left.compareTo(Duration.ofSeconds(1)) > 0) ? left : Duration.ofSeconds(1);
	}

	/**
	 * Why a peer is taken for dead.
	 *
	 * @param reason why, in words that may be shown to any caller
	 * @param since when it failed first
	 * @param retryAt when it is tried again
	 */
	public record Failure(String reason, Instant since, Instant retryAt) {

	}

}
