package io.llamaswap.api;

import java.util.Map;

import io.llamaswap.error.ApiError;

import org.springframework.http.ResponseEntity;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * Says what llama-swap says where nothing watches the machine (contract 3.2), so that its
 * clients can tell that from a program that knows none of this.
 */
@RestController
final class MachineController {

	@GetMapping("/api/performance")
	ResponseEntity<byte[]> performance() {
		ResponseEntity<byte[]> answer = JsonAnswer.of(Map.of("enabled", false));
		return ResponseEntity.status(503).headers(answer.getHeaders()).body(answer.getBody());
	}

	@GetMapping("/api/hardware")
	ResponseEntity<byte[]> hardware(ServerHttpRequest request) {
		return TextAnswer.error(ApiError.of(503, "hardware detection unavailable"), request);
	}

	@GetMapping("/metrics")
	ResponseEntity<byte[]> metrics() {
		return TextAnswer.text(503, "# performance monitor not available\n");
	}

}
