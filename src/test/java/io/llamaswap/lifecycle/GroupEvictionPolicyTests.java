package io.llamaswap.lifecycle;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
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
	void mostThatMayStayStaysInRandomGroups() {
		Random random = new Random(20261123);
		for (int round = 0; round < 3000; round++) {
			List<GroupConfiguration> groups = randomGroups(random);
			List<ModelId> all = groups.stream().flatMap((group) -> group.members().stream()).toList();
			ModelId wanted = all.get(random.nextInt(all.size()));
			Set<ModelId> residents = all.stream().filter((id) -> random.nextBoolean()).collect(Collectors.toSet());
			Set<ModelId> kept = new HashSet<>(residents);
			kept.removeAll(new GroupEvictionPolicy(groups).victims(LeaseRequest.of(wanted), residents));
			assertThat(kept).as("%s wanted among %s of %s", wanted, residents, groups)
				.isEqualTo(largestThatMayStay(groups, wanted, List.copyOf(residents)));
		}
	}

	// Every subset is tried; the table of the contract says which may stay.
	private static Set<ModelId> largestThatMayStay(List<GroupConfiguration> groups, ModelId wanted,
			List<ModelId> residents) {
		Set<ModelId> best = Set.of();
		for (int bits = 0; bits < 1 << residents.size(); bits++) {
			int chosen = bits;
			Set<ModelId> subset = IntStream.range(0, residents.size())
				.filter((index) -> (chosen >> index & 1) == 1)
				.mapToObj(residents::get)
				.collect(Collectors.toSet());
			if (subset.size() > best.size() && subset.stream().allMatch((id) -> mayStay(groups, wanted, id))) {
				best = subset;
			}
		}
		return best;
	}

	private static boolean mayStay(List<GroupConfiguration> groups, ModelId wanted, ModelId resident) {
		GroupConfiguration target = groupOf(groups, wanted);
		GroupConfiguration other = groupOf(groups, resident);
		String row = (target.swap() ? "swap" : "together") + (target.exclusive() ? " alone" : "");
		if (wanted.equals(resident)) {
			return true;
		}
		return switch (row) {
			case "swap alone" -> !other.equals(target) && other.persistent();
			case "swap" -> !other.equals(target);
			case "together alone" -> other.equals(target) || other.persistent();
			default -> true;
		};
	}

	private static GroupConfiguration groupOf(List<GroupConfiguration> groups, ModelId model) {
		return groups.stream().filter((group) -> group.members().contains(model)).findFirst().orElseThrow();
	}

	private static List<GroupConfiguration> randomGroups(Random random) {
		List<GroupConfiguration> groups = new ArrayList<>();
		for (int index = 0; index <= random.nextInt(4); index++) {
			List<ModelId> members = new ArrayList<>();
			for (int member = 0; member <= random.nextInt(3); member++) {
				members.add(new ModelId("m" + index + member));
			}
			groups.add(new GroupConfiguration("g" + index, random.nextBoolean(), random.nextBoolean(),
					random.nextBoolean(), members));
		}
		return groups;
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
