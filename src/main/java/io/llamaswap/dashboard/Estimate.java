package io.llamaswap.dashboard;

import java.time.Duration;
import java.time.Instant;

import io.llamaswap.lifecycle.MeasuredDurations;
import io.llamaswap.lifecycle.ModelStatus;
import org.jspecify.annotations.Nullable;

/**
 * How long something takes by what was measured before.
 *
 * @param end when it should be over, or {@code null} while it has not begun
 * @param seconds how long it usually takes, at least one second, or {@code 0} if nothing
 * was measured
 * @param outcome what the model is then: {@code ready} or {@code gone}
 */
record Estimate(@Nullable Instant end, long seconds, String outcome) {

	private static final Estimate NONE = new Estimate(null, 0, "");

	static Estimate of(ModelStatus status, MeasuredDurations measured) {
		return switch (status.state()) {
			case STARTING -> of(measured.start(), status.since(), "ready");
			case STOPPING -> of(measured.stop(), status.since(), "gone");
			case STOPPED -> of(measured.start(), null, "ready");
			default -> NONE;
		};
	}

	private static Estimate of(@Nullable Duration usual, @Nullable Instant since, String outcome) {
		if (usual == null) {
			return NONE;
		}
		long seconds = Math.max(1, Math.round(usual.toMillis() / 1000.0));
		return new Estimate((since != null) ? since.plusSeconds(seconds) : null, seconds, outcome);
	}

	/**
	 * Tells whether anything was measured.
	 * @return {@code true} if there is something to say
	 */
	public boolean known() {
		return this.seconds > 0;
	}

	/**
	 * Says how long it usually takes.
	 * @return such as {@code 40 s} or {@code 2 min 5 s}
	 */
	public String usual() {
		long minutes = this.seconds / 60;
		long rest = this.seconds % 60;
		return (minutes == 0) ? rest + " s" : minutes + " min" + ((rest > 0) ? " " + rest + " s" : "");
	}

}
