package io.llamaswap.api;

import java.time.Duration;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

import org.springframework.http.ResponseEntity;
import org.springframework.mock.http.server.reactive.MockServerHttpRequest;

import static org.assertj.core.api.Assertions.assertThat;

class BodyTextTests {

	@ParameterizedTest
	@CsvSource({ "7B, 100, 7, 200", "7B, 100, 8, 413", "64MB, 5, 5, 200", "64MB, 5, 6, 413" })
	void theLesserBoundCounts(String bound, int most, int length, int status) {
		MockServerHttpRequest request = MockServerHttpRequest.put("/x").body("x".repeat(length));
		StepVerifier
			.create(new BodyText(bound).read(request, most, (text) -> Mono.just(ResponseEntity.ok(new byte[0]))))
			.assertNext((answer) -> assertThat(answer.getStatusCode().value()).isEqualTo(status))
			.expectComplete()
			.verify(Duration.ofSeconds(5));
	}

	@Test
	void noBodyIsAnEmptyText() {
		StepVerifier
			.create(new BodyText("1KB").read(MockServerHttpRequest.put("/x").build(), 9,
					(text) -> Mono.just(ResponseEntity.status(text.isEmpty() ? 204 : 500).build())))
			.assertNext((answer) -> assertThat(answer.getStatusCode().value()).isEqualTo(204))
			.expectComplete()
			.verify(Duration.ofSeconds(5));
	}

}
