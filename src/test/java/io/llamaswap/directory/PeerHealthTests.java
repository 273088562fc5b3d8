package io.llamaswap.directory;

import java.time.Duration;
import java.time.Instant;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class PeerHealthTests {

	private Instant now = Instant.EPOCH;

	private final PeerHealth health = new PeerHealth(() -> this.now);

	@Test
	void peerIsAliveUntilItFails() {
		assertThat(this.health.refusal("p")).isEmpty();
		assertThat(this.health.pausing("p")).isNull();
	}

	@Test
	void deadPeerIsTriedByOneRequestPerPause() {
		this.health.failed("p", "no connection");
		assertThat(this.health.refusal("p")).get().extracting(PeerHealth.Failure::reason).isEqualTo("no connection");
		assertThat(this.health.refusal("q")).isEmpty();
		this.now = this.now.plus(PeerHealth.PAUSE);
		assertThat(this.health.refusal("p")).isEmpty();
		assertThat(this.health.refusal("p")).isPresent();
		this.now = this.now.plus(PeerHealth.PAUSE);
		assertThat(this.health.refusal("p")).isEmpty();
	}

	@Test
	void answerMakesItAliveAgain() {
		this.health.failed("p", "no connection");
		this.health.answered("q");
		assertThat(this.health.refusal("p")).isPresent();
		this.health.answered("p");
		assertThat(this.health.refusal("p")).isEmpty();
	}

	@Test
	void failuresInARowCountFromTheFirst() {
		this.health.failed("p", "one");
		this.now = this.now.plusSeconds(60);
		this.health.failed("p", "two");
		assertThat(this.health.pausing("p"))
			.isEqualTo(new PeerHealth.Failure("two", Instant.EPOCH, this.now.plus(PeerHealth.PAUSE)));
	}

	@Test
	void deadPeerIsToldOfOnlyUntilSomebodyMayTryAgain() {
		this.health.failed("p", "x");
		assertThat(this.health.pausing("p")).isNotNull();
		this.now = this.now.plus(PeerHealth.PAUSE);
		assertThat(this.health.pausing("p")).isNull();
		assertThat(this.health.isAvoided("p")).as("selectors go on with others").isTrue();
		this.now = this.now.plus(PeerHealth.AVOIDANCE);
		assertThat(this.health.isAvoided("p")).as("nobody else may ever ask it").isFalse();
	}

	@Test
	void pauseIsNeverShorterThanASecond() {
		this.health.failed("p", "x");
		PeerHealth.Failure failure = this.health.refusal("p").orElseThrow();
		assertThat(this.health.pauseLeft(failure)).isEqualTo(PeerHealth.PAUSE);
		this.now = this.now.plusSeconds(60);
		assertThat(this.health.pauseLeft(failure)).isEqualTo(Duration.ofSeconds(1));
	}

}
