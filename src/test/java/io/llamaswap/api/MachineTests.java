package io.llamaswap.api;

import io.llamaswap.config.Configuration;
import io.llamaswap.log.LogBook;
import io.llamaswap.test.FakeModelLifecycle;
import io.llamaswap.test.SampleConfiguration;
import io.llamaswap.test.WebSlice;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

class MachineTests {

	private final Configuration configuration = SampleConfiguration.empty().model("a").build();

	@ParameterizedTest(name = "GET {0}")
	@CsvSource(delimiter = '|', textBlock = """
			/api/performance | application/json | {"enabled":false}
			/api/hardware    | application/json | hardware detection unavailable
			/metrics         | text/plain       | # performance monitor not available
			""")
	void nothingIsPretendedWhereNothingIsWatched(String path, String type, String text) {
		try (WebSlice slice = WebSlice.start(this.configuration, new FakeModelLifecycle(this.configuration),
				"io.llamaswap.api", new LogBook())) {
			slice.client()
				.get()
				.uri(path)
				.exchange()
				.expectStatus()
				.isEqualTo(503)
				.expectHeader()
				.contentTypeCompatibleWith(type)
				.expectBody(String.class)
				.value((body) -> assertThat(body).contains(text));
		}
	}

}
