package io.llamaswap.lifecycle;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.llamaswap.config.GroupConfiguration;
import io.llamaswap.model.ModelId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The table of contract 2.7: what loading a member stops.
 */
class GroupEvictionPolicyTests {

	@ParameterizedTest(name = "swap {0}, exclusive {1} stops [{2}]")
	@CsvSource({ "true, true, same other", "true, false, same", "false, true, other", "false, false, ''" })
	void loadingAMemberStops(boolean swap, boolean exclusive, String stopped) {
		GroupEvictionPolicy policy = new GroupEvictionPolicy(
				List.of(new GroupConfiguration("mine", swap, exclusive, false, models("wanted", "same")),
						new GroupConfiguration("theirs", true, true, false, models("other")),
						new GroupConfiguration("kept", true, true, true, models("persistent"))));
		Set<ModelId> residents = Set.copyOf(models("same", "other", "persistent"));
		assertThat(policy.victims(LeaseRequest.of(new ModelId("wanted")), residents)).extracting(ModelId::value)
			.containsExactlyInAnyOrderElementsOf(
					Stream.of(stopped.split(" ", -1)).filter((id) -> !id.isEmpty()).collect(Collectors.toList()));
	}

	@Test
	void profileOverridesGroups() {
		EvictionPolicy policy = new ProfileEvictionPolicy(java.util.Map.of("p", models("a", "b")),
				new GroupEvictionPolicy(List.of()));
		Set<ModelId> residents = Set.copyOf(models("b", "c"));
		assertThat(policy.victims(new LeaseRequest(new ModelId("a"), "p"), residents))
			.containsExactlyElementsOf(models("c"));
		assertThat(policy.companions(new LeaseRequest(new ModelId("a"), "p"))).containsExactlyElementsOf(models("b"));
		assertThat(policy.victims(LeaseRequest.of(new ModelId("a")), residents)).hasSize(2);
	}

	private static List<ModelId> models(String... ids) {
		return Stream.of(ids).map(ModelId::new).toList();
	}

}
