package io.llamaswap.error;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class RequestIdTests {

	@ParameterizedTest
	@ValueSource(strings = { "a", "req_011CSHoEeqs5C35K2UUqR7Fy", "0123-4567.89:ab/c@d+e=" })
	void callersOwnIdIsKept(String id) {
		assertThat(RequestId.of(id)).isEqualTo(id);
		assertThat(RequestId.of("x".repeat(RequestId.MAX_LENGTH))).hasSize(RequestId.MAX_LENGTH);
	}

	@ParameterizedTest
	@ValueSource(strings = { "", " ", "a b", "a\"b", "a<b", "a\nb", "ü", "a%0ab", "a\\b" })
	void whatCouldMeanSomethingElsewhereIsReplaced(String id) {
		assertThat(RequestId.of(id)).isNotEqualTo(id).matches("[0-9a-f]+-[0-9a-f]+");
		assertThat(RequestId.of("x".repeat(RequestId.MAX_LENGTH + 1))).hasSizeLessThan(30);
	}

	@Test
	void idsOfOursDiffer() {
		assertThat(RequestId.of(null)).isNotEqualTo(RequestId.of(null));
	}

}
