package io.llamaswap.routing;

import java.time.InstantSource;
import java.util.List;
import java.util.Set;

import io.llamaswap.config.Configuration;
import io.llamaswap.directory.ActiveProfile;
import io.llamaswap.directory.ModelDirectory;
import io.llamaswap.directory.PeerHealth;
import io.llamaswap.error.ApiError;
import io.llamaswap.model.Caller;
import io.llamaswap.test.SampleConfiguration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNoException;

class CallerModelsTests {

	private final Configuration configuration = SampleConfiguration.empty()
		.model("qwen", "first")
		.model("secret-model", "second")
		.build();

	private final ModelDirectory directory = new ModelDirectory(() -> this.configuration, List::of, new ActiveProfile(),
			new PeerHealth(InstantSource.system()));

	@ParameterizedTest
	@CsvSource({ "qwen, qwen, true", "qwen, first, true", "first, first, true", "first, qwen, false",
			"qwen, second, false", "second, second, true" })
	void aModelIsOpenByTheRequestedNameOrByItsRealOne(String open, String requested, boolean expected) {
		Destination.Target target = new Destination.Target(this.directory.resolve(requested), "/x", null, "", "");
		if (expected) {
			assertThatNoException().isThrownBy(() -> CallerModels.require(target, requested, caller(open)));
		}
		else {
			assertThatExceptionOfType(RequestRefusedException.class)
				.isThrownBy(() -> CallerModels.require(target, requested, caller(open)))
				.satisfies((ex) -> assertThat(ex.error()).isEqualTo(ApiError.unknownModel(requested, List.of())));
		}
	}

	@ParameterizedTest
	@CsvSource({ "/unload, GET, false", "/%75nload, POST, false", "/unload;x=y, POST, false", "//unload, GET, false",
			"/api/models/unload, POST, false", "/api/version, GET, false", "/running, GET, false",
			"/logs/stream/x, GET, false", "/v1/chat/completions, POST, true", "/unloaded, GET, true" })
	void whatAPathNeedsHereItNeedsBehindAPeer(String path, String method, boolean open) {
		Destination.Target target = new Destination.Target(this.directory.resolve("first"), path, null,
				"/upstream/peer/first", "");
		if (open) {
			assertThatNoException().isThrownBy(() -> CallerModels.requireScope(target, method, caller("first")));
		}
		else {
			assertThatExceptionOfType(RequestRefusedException.class)
				.isThrownBy(() -> CallerModels.requireScope(target, method, caller("first")))
				.satisfies((ex) -> assertThat(ex.error().status()).isEqualTo(403));
		}
		assertThatNoException().isThrownBy(() -> CallerModels.requireScope(target, method, Caller.trusted("here")));
	}

	@ParameterizedTest
	@CsvSource({ "secret-modl, unknown", "secret-modl, path" })
	void errorsSuggestNoModelOfOthers(String requested, String kind) {
		List<String> all = this.directory.suggestions();
		ApiError error = kind.equals("path") ? ApiError.modelNotFound(requested, all)
				: ApiError.unknownModel(requested, all);
		assertThat(error.message()).contains("secret-model");
		RequestRefusedException refused = new RequestRefusedException(error);
		assertThat(message(refused, requested, caller("qwen"))).doesNotContain("secret");
		assertThat(message(refused, requested, Caller.trusted("here"))).contains("secret-model");
	}

	private String message(RequestRefusedException refused, String requested, Caller caller) {
		return CallerModels.withoutOthers(refused, requested, caller, this.directory.suggestions()).error().message();
	}

	private static Caller caller(String model) {
		return new Caller("somebody", Set.of(Caller.Scope.INFERENCE), model::equals, 0, 0);
	}

}
