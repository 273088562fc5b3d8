package io.llamaswap;

import java.time.Duration;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How long the end of the program may take.
 *
 * @param drain how long requests in flight may go on before the models are stopped
 * @param budget how long draining and stopping may take together before whatever is left
 * is killed
 */
@ConfigurationProperties("llamaswap.shutdown")
record ShutdownProperties(@DefaultValue("25s") Duration drain, @DefaultValue("30s") Duration budget) {

	private static final Duration MERCY = Duration.ofSeconds(5);

	/**
	 * Checks that draining fits into the budget.
	 */
	ShutdownProperties {
		if (drain.isNegative() || drain.compareTo(budget) > 0) {
			throw new IllegalArgumentException(
					"llamaswap.shutdown.drain: " + drain + " (expected: zero to the budget of " + budget + ")");
		}
	}

	/**
	 * Returns after how long the program ends by force.
	 * @return a little more than the budget
	 */
	Duration limit() {
		return this.budget.plus(MERCY);
	}

}
