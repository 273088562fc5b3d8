package io.llamaswap.routing;

import java.time.InstantSource;
import java.util.List;
import java.util.Set;

import io.llamaswap.config.Configuration;
import io.llamaswap.config.PeerConfiguration;
import io.llamaswap.directory.ActiveProfile;
import io.llamaswap.directory.ModelDirectory;
import io.llamaswap.directory.PeerHealth;
import io.llamaswap.error.ApiError;
import io.llamaswap.model.Caller;
import io.llamaswap.test.Configurations;
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

	private final PeerConfiguration peer = peer("[first]");

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
			"/logs/stream/x, GET, false", "/v1/chat/completions, POST, true", "/unloaded, GET, true",
			"/upstream/a/unload, GET, false", "/upstream/a/b/upstream/c/unload, GET, false",
			"/%75pstream/a/api/models/unload/b, POST, false", "/upstream/a%2Funload, GET, false",
			"/upstream/a/v1/chat/completions, POST, true", "/x/unload, GET, true" })
	void whatAPathNeedsHereItNeedsBehindAPeer(String path, String method, boolean open) {
		for (String prefix : new String[] { "/upstream/lab/first", "" }) {
			Destination.Target target = behind(path, prefix);
			if (open) {
				assertThatNoException()
					.isThrownBy(() -> CallerModels.requireBehind(target, this.peer, method, caller("first")));
			}
			else {
				assertThatExceptionOfType(RequestRefusedException.class)
					.isThrownBy(() -> CallerModels.requireBehind(target, this.peer, method, caller("first")))
					.satisfies((ex) -> assertThat(ex.error().status()).isEqualTo(403));
			}
			assertThatNoException()
				.isThrownBy(() -> CallerModels.requireBehind(target, this.peer, method, Caller.trusted("here")));
		}
	}

	// What a peer is asked for there is named by the path or by a body that is not read.
	@ParameterizedTest
	@CsvSource({ "/v1/chat/completions, /upstream/lab/first, false", "/v1/chat/completions, '', true",
			"/upstream/other/v1/x, '', false", "/%75pstream/other/v1/x, '', false", "//upstream/other/x, '', false" })
	void keyForOneModelIsNotForPathsThatNameTheModelOfAPeer(String path, String prefix, boolean open) {
		PeerConfiguration two = peer("[first, second]");
		Destination.Target target = behind(path, prefix);
		if (open) {
			assertThatNoException()
				.isThrownBy(() -> CallerModels.requireBehind(target, two, "POST", caller("lab/first")));
		}
		else {
			assertThatExceptionOfType(RequestRefusedException.class)
				.isThrownBy(() -> CallerModels.requireBehind(target, two, "POST", caller("lab/first")))
				.withMessageContaining("all models of that peer");
		}
		assertThatNoException()
			.isThrownBy(() -> CallerModels.requireBehind(target, this.peer, "POST", caller("lab/first")));
	}

	private Destination.Target behind(String path, String prefix) {
		return new Destination.Target(this.directory.resolve("first"), path, null, prefix, "");
	}

	private static PeerConfiguration peer(String models) {
		return Configurations.parse("peers: {lab: {proxy: 'http://lab:1', models: " + models + "}}")
			.peers()
			.values()
			.iterator()
			.next();
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
