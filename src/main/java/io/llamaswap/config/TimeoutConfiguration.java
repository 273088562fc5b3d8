package io.llamaswap.config;

import java.time.Duration;

/**
 * Time limits of connections to one server; zero is no limit.
 *
 * @param connect until a TCP connection stands
 * @param keepAlive period of TCP keep-alive
 * @param responseHeader until the headers of a response arrive
 * @param tlsHandshake until TLS is agreed
 * @param expectContinue wait for {@code 100 Continue}; zero sends the body at once
 * @param idleConnection how long an unused connection is kept
 * @param total until an answer is complete, from when its request was sent; ours
 */
public record TimeoutConfiguration(Duration connect, Duration keepAlive, Duration responseHeader, Duration tlsHandshake,
		Duration expectContinue, Duration idleConnection, Duration total) {

	/** What models have that say nothing. */
	public static final TimeoutConfiguration OF_MODELS = new TimeoutConfiguration(Duration.ofSeconds(30),
			Duration.ofSeconds(30), Duration.ZERO, Duration.ofSeconds(10), Duration.ofSeconds(1),
			Duration.ofSeconds(90), Duration.ZERO);

}
