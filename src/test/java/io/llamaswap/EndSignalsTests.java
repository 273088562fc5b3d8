package io.llamaswap;

import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests what is remembered of signals.
 */
class EndSignalsTests {

	private final EndSignals signals = new EndSignals();

	private final AtomicInteger reloads = new AtomicInteger();

	@Test
	void hangUpBeforeTheProgramHasStartedIsMadeUpFor() {
		this.signals.hangUp();
		this.signals.hangUp();
		this.signals.onHangUp(this.reloads::incrementAndGet);
		assertThat(this.reloads).hasValue(1);
	}

	@Test
	void eachLaterHangUpReloads() {
		this.signals.onHangUp(this.reloads::incrementAndGet);
		assertThat(this.reloads).hasValue(0);
		this.signals.hangUp();
		this.signals.hangUp();
		assertThat(this.reloads).hasValue(2);
	}

}
