package io.llamaswap.api;

import io.llamaswap.config.Configuration;
import io.llamaswap.log.LogBook;
import io.llamaswap.test.Configurations;
import io.llamaswap.test.FakeModelLifecycle;
import io.llamaswap.test.WebSlice;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.test.web.reactive.server.WebTestClient;

/**
 * The answers of contract 3.13 about profiles (C196, C197).
 */
class ProfileTests {

	private final Configuration configuration = Configurations.parse("""
			models: {m: {cmd: 'x ${PORT}'}}
			profiles:
			  p2: {pins: {x: m}}
			  p1: {description: one, pins: {y: m, z: ''}}
			""");

	private final WebSlice slice = WebSlice.start(this.configuration, new FakeModelLifecycle(this.configuration),
			"io.llamaswap.api", new LogBook());

	private final WebTestClient client = this.slice.client();

	@AfterEach
	void stop() {
		this.slice.close();
	}

	@Test
	void profilesAreListedSortedAndNoneIsActiveAtTheStart() {
		expectProfiles("null");
	}

	@Test
	void oneProfileIsActiveUntilAnotherIsOrNone() {
		put("{\"name\":\"p1\"}", 200, "{\"active\":\"p1\"}");
		expectProfiles("\"p1\"");
		put(" {\"name\": \"p2\"} ", 200, "{\"active\":\"p2\"}");
		expectProfiles("\"p2\"");
		put("{\"name\":null}", 200, "{\"active\":null}");
		expectProfiles("null");
		put("{\"name\":\"p1\"}", 200, "{\"active\":\"p1\"}");
		put("{\"name\":\"\"}", 200, "{\"active\":null}");
		expectProfiles("null");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
			[]             | 400 | invalid profile request
			``             | 400 | invalid profile request
			{              | 400 | invalid profile request
			{}             | 400 | profile name is required
			{"name":1}     | 400 | profile name must be a string or null
			{"name":["x"]} | 400 | profile name must be a string or null
			{"name":"zz"}  | 404 | profile \\"zz\\" not found
			""")
	void everythingElseIsRefusedAndChangesNothing(String body, int status, String message) {
		put("{\"name\":\"p1\"}", 200, "{\"active\":\"p1\"}");
		this.client.put()
			.uri("/api/profiles/active")
			.bodyValue(body)
			.exchange()
			.expectStatus()
			.isEqualTo(status)
			.expectBody(String.class)
			.value((text) -> org.assertj.core.api.Assertions.assertThat(text).contains(message));
		expectProfiles("\"p1\"");
	}

	@Test
	void bodyIsBounded() {
		this.client.put()
			.uri("/api/profiles/active")
			.bodyValue("x".repeat(ProfileController.MAX_BODY + 1))
			.exchange()
			.expectStatus()
			.isEqualTo(413);
	}

	private void put(String body, int status, String expected) {
		this.client.put()
			.uri("/api/profiles/active")
			.bodyValue(body)
			.exchange()
			.expectStatus()
			.isEqualTo(status)
			.expectBody(String.class)
			.isEqualTo(expected + "\n");
	}

	private void expectProfiles(String active) {
		this.client.get()
			.uri("/api/profiles")
			.exchange()
			.expectStatus()
			.isOk()
			.expectBody(String.class)
			.isEqualTo("{\"active\":" + active + ",\"profiles\":[{\"id\":\"p1\",\"description\":\"one\","
					+ "\"pins\":{\"y\":\"m\",\"z\":\"\"}},{\"id\":\"p2\",\"description\":\"\",\"pins\":{\"x\":\"m\"}}]}\n");
	}

}
