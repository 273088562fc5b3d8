package io.llamaswap.routing;

import java.util.Set;

import io.llamaswap.model.Caller;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpHeaders;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

class RequestPriorityTests {

	private static final Caller ANYBODY = Caller.trusted("127.0.0.1");

	@ParameterizedTest
	@CsvSource({ "5, 5", "-3, -3", "'', 0", "high, 0", "1.5, 0", "99999999999, 0", "+4, 0", "-, 0" })
	void wholeNumbersCount(String value, int priority) {
		assertThat(RequestPriority.of(header(value), ANYBODY)).isEqualTo(priority);
	}

	@Test
	void withoutTheHeaderItIsZero() {
		assertThat(RequestPriority.of(new DefaultHttpHeaders(), ANYBODY)).isZero();
	}

	@Test
	void keyBoundsWhatMayBeAskedFor() {
		Caller batch = new Caller("batch", Set.of(), (model) -> true, -5);
		assertThat(RequestPriority.of(header("9"), batch)).isEqualTo(-5);
		assertThat(RequestPriority.of(new DefaultHttpHeaders(), batch)).as("without asking").isEqualTo(-5);
		assertThat(RequestPriority.of(header("-9"), batch)).isEqualTo(-9);
	}

	private static HttpHeaders header(String value) {
		return new DefaultHttpHeaders().add(RequestPriority.HEADER, value);
	}

}
