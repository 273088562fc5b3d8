package io.llamaswap.routing;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

class ModelRouteTests {

	@ParameterizedTest
	@CsvSource({ "POST,/v1/chat/completions,BODY,/v1/chat/completions", "POST,/rerank,BODY,/rerank",
			"POST,/v1/messages/count_tokens,BODY,/v1/messages/count_tokens", "POST,/infill,BODY,/infill",
			"POST,/v/chat/completions,BODY,/chat/completions",
			"POST,/v/messages/count_tokens,BODY,/messages/count_tokens",
			"POST,/audioapi/v1/tasks/run,BODY,/v1/tasks/run", "POST,/v1/audio/voices,BODY,/v1/audio/voices",
			"GET,/v1/audio/voices,QUERY,/v1/audio/voices", "GET,/sdapi/v1/loras,QUERY,/sdapi/v1/loras",
			"DELETE,/upstream/m/x,PATH,/upstream/m/x", "GET,/v1/chat/completions,NOT_ALLOWED,POST",
			"PUT,/v1/audio/voices,NOT_ALLOWED,'GET, HEAD, POST'", "POST,/sdapi/v1/loras,NOT_ALLOWED,'GET, HEAD'" })
	void tableOfTheContract(String method, String path, ModelRoute.Source source, String forwarded) {
		assertThat(ModelRoute.find(method, path)).isEqualTo(new ModelRoute(source, forwarded));
	}

	@Test
	void otherPathsAreNotTheDataPaths() {
		assertThat(ModelRoute.find("GET", "/v1/models")).isNull();
		assertThat(ModelRoute.find("POST", "/v1/chat/completions/")).isNull();
		assertThat(ModelRoute.find("GET", "/upstream")).isNull();
		assertThat(ModelRoute.find("OPTIONS", "/v1/chat/completions")).isNull();
	}

}
