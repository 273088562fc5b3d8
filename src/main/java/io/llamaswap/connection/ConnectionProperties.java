package io.llamaswap.connection;

import java.time.Duration;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * Bounds of connections. None of them is about how long a model may think.
 *
 * @param connections how many connections there may be at once; when another one comes,
 * the one that has been idle for longest goes
 * @param head how long a request's head may take once it has begun
 * @param bodyPause how long nothing of a body may come while we want to read it; time in
 * which we do not read, since its model is loading, does not count
 * @param answerStall how long a client may take nothing of an answer that waits for it
 * @param connectionsPerAddress how many connections one address may have at once,
 * {@code 0} for no bound; programs on this machine have none
 * @param requestLine the longest first line of a request
 * @param headers how large the headers of a request may be together
 */
@ConfigurationProperties("llamaswap.limits")
record ConnectionProperties(@DefaultValue("2000") int connections, @DefaultValue("20s") Duration head,
		@DefaultValue("30s") Duration bodyPause, @DefaultValue("2m") Duration answerStall,
		@DefaultValue("500") int connectionsPerAddress, @DefaultValue("16KB") DataSize requestLine,
		@DefaultValue("16KB") DataSize headers) {

	/**
	 * Returns how often the times are looked at.
	 * @return a quarter of the shortest, 50 ms at least
	 */
	Duration tick() {
		long shortest = Math.min(this.head.toMillis(),
				Math.min(this.bodyPause.toMillis(), this.answerStall.toMillis()));
		return Duration.ofMillis(Math.max(50, shortest / 4));
	}

}
