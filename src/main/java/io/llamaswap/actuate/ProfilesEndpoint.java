package io.llamaswap.actuate;

import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

import io.llamaswap.config.Configuration;
import io.llamaswap.config.ModelConfiguration;
import io.llamaswap.lifecycle.ModelLifecycleService;
import io.llamaswap.lifecycle.ModelStatus;
import io.llamaswap.model.ModelId;
import io.llamaswap.model.ModelState;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.stereotype.Component;

/**
 * Shows the profiles whose members run together, with the state of each member and the
 * GPUs that it is given.
 */
@Component
@Endpoint(id = "profiles")
public final class ProfilesEndpoint {

	private final Supplier<Configuration> configuration;

	private final ModelLifecycleService lifecycle;

	ProfilesEndpoint(Supplier<Configuration> configuration, ModelLifecycleService lifecycle) {
		this.configuration = configuration;
		this.lifecycle = lifecycle;
	}

	/**
	 * Shows all profiles.
	 * @return the profiles, and the models that are in none
	 */
	@ReadOperation
	public Profiles profiles() {
		Configuration now = this.configuration.get();
		Map<ModelId, ModelStatus> statuses = ModelStatus.byId(this.lifecycle.statuses());
		List<Profile> profiles = now.memberProfiles()
			.entrySet()
			.stream()
			.map((entry) -> new Profile(entry.getKey(), members(now, statuses, entry.getValue())))
			.toList();
		Set<ModelId> rest = new HashSet<>(now.models().keySet());
		now.memberProfiles().values().forEach(rest::removeAll);
		List<ModelId> inNone = now.models().keySet().stream().filter(rest::contains).toList();
		return new Profiles(profiles, members(now, statuses, inNone));
	}

	private static List<Member> members(Configuration configuration, Map<ModelId, ModelStatus> statuses,
			Collection<ModelId> ids) {
		return ids.stream()
			.map(configuration::find)
			.flatMap(Optional::stream)
			.map((model) -> member(model, statuses.get(model.id())))
			.toList();
	}

	private static Member member(ModelConfiguration model, @Nullable ModelStatus status) {
		GpuAssignment assignment = GpuAssignment.of(model.launch());
		ModelState state = (status != null) ? status.state() : ModelState.STOPPED;
		return new Member(model.id().value(), ModelView.name(state), assignment.gpus(), assignment.source());
	}

	/**
	 * What the endpoint answers.
	 *
	 * @param profiles the profiles in the order of the configuration
	 * @param withoutProfile the models that are in no profile
	 */
	public record Profiles(List<Profile> profiles, List<Member> withoutProfile) {

	}

	/**
	 * One profile.
	 *
	 * @param name its name
	 * @param members its members in the order of the configuration
	 */
	public record Profile(String name, List<Member> members) {

	}

	/**
	 * One member of a profile.
	 *
	 * @param model the real id
	 * @param state its exact state
	 * @param gpus the devices that its configuration gives it, as written
	 * @param gpusFrom the variable or flag that says so, or {@code null} if nothing does
	 * and its server takes what it finds
	 */
	public record Member(String model, String state, List<String> gpus, @Nullable String gpusFrom) {

	}

}
