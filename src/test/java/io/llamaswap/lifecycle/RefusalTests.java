package io.llamaswap.lifecycle;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

import io.llamaswap.error.ApiError;
import io.llamaswap.model.ModelFailure;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

class RefusalTests {

	@ParameterizedTest
	@CsvSource({ "UNKNOWN_MODEL,404,because,not_found", "QUEUE_FULL,429,Too many requests,concurrency_limit",
			"OVERLOADED,503,because,service_unavailable", "BACKING_OFF,503,because,service_unavailable",
			"START_FAILED,502,because,bad_gateway", "UNLOADED,503,because,service_unavailable",
			"STUCK,503,because,service_unavailable", "SHUTTING_DOWN,503,because,service_unavailable" })
	void eachReasonHasItsStatusAndCode(Refusal.Reason reason, int status, String message, String code) {
		ApiError error = new Refusal(reason, "because", Duration.ofSeconds(9), null).error();
		assertThat(error.status()).isEqualTo(status);
		assertThat(error.message()).isEqualTo(message);
		assertThat(error.code()).isEqualTo(code);
		assertThat(error.retryAfter()).isEqualTo(Duration.ofSeconds(9));
	}

	@ParameterizedTest
	@CsvSource({ "NOT_READY_IN_TIME,504", "EXITED_WHILE_LOADING,502", "COMMAND,502", "PORT_TAKEN,502" })
	void failedStartTellsWhatTheServerSaidLast(ModelFailure.Kind kind, int status) {
		ModelFailure failure = new ModelFailure(kind, "it ended", 1, List.of("out of memory"), Instant.EPOCH);
		ApiError error = new Refusal(Refusal.Reason.START_FAILED, "because", null, failure).error();
		assertThat(error.status()).isEqualTo(status);
		assertThat(error.lastLines()).containsExactly("out of memory");
		assertThat(error.retryAfter()).isNull();
	}

}
