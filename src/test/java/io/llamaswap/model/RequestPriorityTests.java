package io.llamaswap.model;

import java.util.Set;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

class RequestPriorityTests {

	private static final Caller ANYBODY = Caller.trusted("127.0.0.1");

	@ParameterizedTest
	@CsvSource({ "5, 5", "-3, -3", "'', 0", "high, 0", "1.5, 0", "99999999999, 0", "+4, 0", "-, 0" })
	void wholeNumbersCount(String value, int priority) {
		assertThat(RequestPriority.of(value, ANYBODY)).isEqualTo(priority);
	}

	@Test
	void withoutTheHeaderItIsZero() {
		assertThat(RequestPriority.of(null, ANYBODY)).isZero();
	}

	@Test
	void keyBoundsWhatMayBeAskedFor() {
		Caller batch = new Caller("batch", Set.of(), (model) -> true, -5, -5);
		assertThat(RequestPriority.of("9", batch)).isEqualTo(-5);
		assertThat(RequestPriority.of(null, batch)).as("without asking").isEqualTo(-5);
		assertThat(RequestPriority.of("-9", batch)).isEqualTo(-9);
	}

	@Test
	void keyGivesItsRequestsAPriorityOfTheirOwn() {
		Caller desk = new Caller("desk", Set.of(), (model) -> true, 3, 7);
		assertThat(RequestPriority.of(null, desk)).as("without the header").isEqualTo(3);
		assertThat(RequestPriority.of("urgent", desk)).as("no number").isEqualTo(3);
		assertThat(RequestPriority.of("5", desk)).as("asked for more").isEqualTo(5);
		assertThat(RequestPriority.of("0", desk)).as("asked for less").isZero();
		assertThat(RequestPriority.of("9", desk)).as("asked for too much").isEqualTo(7);
	}

}
