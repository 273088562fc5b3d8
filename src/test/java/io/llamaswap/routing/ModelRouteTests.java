package io.llamaswap.routing;

import java.util.List;

import io.llamaswap.error.UnknownPath;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class ModelRouteTests {

	@ParameterizedTest
	@CsvSource({ "DELETE,/upstream/m/x,PATH", "GET,/comfyui,COMFYUI", "GET,/comfyui/a%2Fb,COMFYUI",
			"POST,/v1/whatever,REQUEST", "GET,/nobody/knows,REQUEST", "PUT,/v1/chat/completions/,REQUEST",
			"POST,/api/chat,REQUEST", "GET,/api/tags,REQUEST", "POST,/api/modelsx,REQUEST", "POST,/health/x,REQUEST",
			"POST,/running/x,REQUEST", "DELETE,/v1/models/small,REQUEST", "POST,/models/load,REQUEST" })
	void whereTheModelStands(String method, String path, ModelRoute.Source source) {
		assertThat(ModelRoute.find(method, path)).isEqualTo(new ModelRoute(source, path, List.of()));
	}

	@ParameterizedTest
	@ValueSource(strings = { "/", "/v1/models", "/upstream", "/api/models/typo", "/api/config", "/api/", "/api",
			"/actuator/x", "/ui/x", "/logs/x", "/running", "/unload", "/health", "/wol-health", "/metrics",
			"/favicon.ico", "/webjars/x", "*" })
	void ownPathsAreNeverForwarded(String path) {
		assertThat(ModelRoute.find("POST", path)).isNull();
		assertThat(ModelRoute.find("GET", path)).isNull();
	}

	@Test
	void listedModelsAreOursToRead() {
		for (String path : List.of("/v1/models/small", "/models/small")) {
			assertThat(ModelRoute.find("GET", path)).isNull();
			assertThat(ModelRoute.find("HEAD", path)).isNull();
			assertThat(ModelRoute.findKnown("POST", path)).as("before the controllers").isNotNull();
		}
	}

	@Test
	void noPathOfTheTableIsOurs() {
		assertThat(ModelRoute.known().keySet()).as("these are asked for before the controllers")
			.noneMatch(ModelRoute::isOurs);
	}

	@Test
	void optionsIsNobodysButThoseWhoAreAskedByPath() {
		assertThat(ModelRoute.find("OPTIONS", "/v1/chat/completions")).isNull();
		assertThat(ModelRoute.find("OPTIONS", "/v1/whatever")).isNull();
	}

	@Test
	void onlyPostsToTheTableAreCounted() {
		assertThat(ModelRoute.isCounted("POST", "/v1/chat/completions")).isTrue();
		assertThat(ModelRoute.isCounted("GET", "/v1/audio/voices")).isFalse();
		assertThat(ModelRoute.isCounted("POST", "/sdapi/v1/loras")).isFalse();
		assertThat(ModelRoute.isCounted("POST", "/v1/whatever")).isFalse();
	}

	@ParameterizedTest
	@CsvSource({ "POST,/v1/chat/completions,true", "POST,/v1/whatever,true", "POST,/infill,true",
			"GET,/v1/chat/completions,false", "DELETE,/v1/files/1,false", "POST,/v1/messages/count_tokens,false",
			"POST,/tokenize,false", "POST,/v1/detokenize,false", "POST,/apply-template,false",
			"POST,/v1/responses/input_tokens,false", "POST,/v1/token/encode,false", "POST,/props,false" })
	void onlyWorkIsInference(String method, String path, boolean expected) {
		assertThat(ModelRoute.isInference(method, path)).isEqualTo(expected);
	}

	@Test
	void whatIsKnownIsSuggestedToThoseWhoMistypeIt() {
		assertThat(UnknownPath.known()).containsAll(ModelRoute.known().keySet());
	}

}
