package io.llamaswap.config;

/**
 * Gives types to {@code timeouts}, of models and of peers.
 */
final class TimeoutBinder {

	static final int MODEL_RESPONSE_HEADER = 0;

	static final int PEER_RESPONSE_HEADER = 60;

	private final Section section;

	TimeoutBinder(Section section) {
		this.section = section;
	}

	TimeoutConfiguration bind(int responseHeader) {
		TimeoutConfiguration timeouts = new TimeoutConfiguration(this.section.seconds("connect", 30),
				this.section.seconds("keepalive", 30), this.section.seconds("responseHeader", responseHeader),
				this.section.seconds("tlsHandshake", 10), this.section.seconds("expectContinue", 1),
				this.section.seconds("idleConn", 90), this.section.seconds("total", 0));
		this.section.close();
		return timeouts;
	}

}
