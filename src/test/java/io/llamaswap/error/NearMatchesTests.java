package io.llamaswap.error;

import java.util.List;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class NearMatchesTests {

	private static final List<String> KNOWN = List.of("qwen3-30b", "qwen3-8b", "gemma", "vendor/llama-70b");

	@Test
	void typoFindsTheNameThatWasMeant() {
		assertThat(NearMatches.find("qwen3-8", KNOWN)).first().isEqualTo("qwen3-8b");
		assertThat(NearMatches.find("Gemma", KNOWN)).containsExactly("gemma");
		assertThat(NearMatches.find("llama-70b", KNOWN)).containsExactly("vendor/llama-70b");
	}

	@Test
	void strangersFindNothing() {
		assertThat(NearMatches.find("gpt-4o-mini", KNOWN)).isEmpty();
		assertThat(NearMatches.find(" ", KNOWN)).isEmpty();
		assertThat(NearMatches.find("a".repeat(NearMatches.MAX_COMPARED + 1), KNOWN)).isEmpty();
	}

	@Test
	void shortNamesShareSomethingWithWhatTheyFind() {
		List<String> known = List.of("a", "al", "f", "x", "z", "live/y", "keyed/y", "yi");
		assertThat(NearMatches.find("zz", known)).containsExactly("z");
		assertThat(NearMatches.find("y", known)).containsExactly("keyed/y", "live/y");
		assertThat(NearMatches.find("q", known)).isEmpty();
		assertThat(NearMatches.find("abc", List.of("abd", "xyc", "ab"))).containsExactly("ab", "abd");
	}

	@Test
	void workIsBounded() {
		List<String> many = IntStream.range(0, NearMatches.MAX_CANDIDATES + 1)
			.mapToObj((index) -> (index == NearMatches.MAX_CANDIDATES) ? "wanted" : "other" + index)
			.toList();
		assertThat(NearMatches.find("wanted", many)).isEmpty();
	}

	@Test
	void unknownModelKeepsLlamaSwapsWordsAndAddsWhatIsNear() {
		assertThat(ApiError.unknownModel("zzz", KNOWN).message()).isEqualTo("no router for requested model");
		assertThat(ApiError.unknownModel("gema", KNOWN).message())
			.isEqualTo("no router for requested model; did you mean \"gemma\"?");
		assertThat(ApiError.modelNotFound("gema", KNOWN).message())
			.isEqualTo("model not found; did you mean \"gemma\"?");
	}

	@Test
	void longNamesAreCutInMessages() {
		String message = ApiError.upstreamDied("m".repeat(1000)).message();
		assertThat(message).hasSizeLessThan(350).contains("…");
	}

}
