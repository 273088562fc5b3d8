package io.llamaswap;

import java.time.Duration;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mockito.BDDMockito;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;
import reactor.test.publisher.TestPublisher;

import org.springframework.context.ApplicationContext;
import org.springframework.http.HttpStatus;
import org.springframework.mock.http.server.reactive.MockServerHttpRequest;
import org.springframework.mock.web.server.MockServerWebExchange;
import org.springframework.web.server.ServerWebExchange;

import static org.assertj.core.api.Assertions.assertThat;

class EndingWebFilterTests {

	private static final Duration PATIENCE = Duration.ofSeconds(5);

	private final Ending ending = new Ending();

	private final EndingWebFilter filter = new EndingWebFilter(this.ending);

	private final TestPublisher<Void> answer = TestPublisher.create();

	@Test
	void requestsPassWhileTheProgramRuns() {
		StepVerifier.create(this.filter.filter(exchange("/v1/models"), (exchange) -> Mono.empty()))
			.expectComplete()
			.verify(PATIENCE);
	}

	@Test
	void newRequestsAreRefusedInTheEndAndTheirConnectionIsClosed() {
		this.ending.begin();
		MockServerWebExchange exchange = exchange("/v1/chat/completions");
		StepVerifier.create(this.filter.filter(exchange, (passed) -> Mono.error(new AssertionError("passed"))))
			.expectComplete()
			.verify(PATIENCE);
		assertThat(exchange.getResponse().getStatusCode()).isEqualTo(HttpStatus.SERVICE_UNAVAILABLE);
		assertThat(exchange.getResponse().getHeaders().getFirst("Connection")).isEqualTo("close");
		assertThat(exchange.getResponse().getHeaders().getFirst("Retry-After")).isEqualTo("5");
		assertThat(exchange.getResponse().getBodyAsString().block(PATIENCE)).contains("shutting down");
	}

	@Test
	void theManagementPortAnswersToTheEnd() {
		this.ending.begin();
		ApplicationContext management = BDDMockito.mock(ApplicationContext.class);
		BDDMockito.given(management.getParent()).willReturn(BDDMockito.mock(ApplicationContext.class));
		ServerWebExchange exchange = BDDMockito.mock(ServerWebExchange.class);
		BDDMockito.given(exchange.getApplicationContext()).willReturn(management);
		StepVerifier.create(this.filter.filter(exchange, (passed) -> Mono.empty())).expectComplete().verify(PATIENCE);
	}

	@ParameterizedTest
	@ValueSource(strings = { "/logs/stream", "/log/stream/a", "/ui/events", "/api/events" })
	void streamsOfOurOwnEndWithTheProgram(String path) {
		StepVerifier.create(this.filter.filter(exchange(path), (exchange) -> this.answer.mono()))
			.then(this.ending::begin)
			.expectComplete()
			.verify(PATIENCE);
		this.answer.assertCancelled();
	}

	@ParameterizedTest
	@ValueSource(strings = { "/v1/chat/completions", "/upstream/m/ui/" })
	void answersOfModelsMayFinish(String path) {
		StepVerifier.create(this.filter.filter(exchange(path), (exchange) -> this.answer.mono()))
			.then(this.ending::begin)
			.then(this.answer::assertNotCancelled)
			.then(this.answer::complete)
			.expectComplete()
			.verify(PATIENCE);
	}

	private static MockServerWebExchange exchange(String path) {
		return MockServerWebExchange.from(MockServerHttpRequest.get(path));
	}

}
