package io.llamaswap.api;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.Duration;

import org.springframework.core.io.ClassPathResource;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * Leads people to the dashboard.
 */
@RestController
final class FrontDoorController {

	private final byte[] icon = read("favicon.ico");

	@GetMapping("/")
	ResponseEntity<Void> root() {
		return ResponseEntity.status(HttpStatus.FOUND).location(URI.create("/ui/")).build();
	}

	@GetMapping("/ui")
	ResponseEntity<Void> dashboard() {
		return ResponseEntity.status(HttpStatus.TEMPORARY_REDIRECT).location(URI.create("/ui/")).build();
	}

	@GetMapping("/favicon.ico")
	ResponseEntity<byte[]> icon() {
		return ResponseEntity.ok()
			.contentType(MediaType.valueOf("image/x-icon"))
			.cacheControl(CacheControl.maxAge(Duration.ofDays(1)))
			.body(this.icon);
	}

	private static byte[] read(String name) {
		try {
			return new ClassPathResource(name, FrontDoorController.class).getContentAsByteArray();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
