package io.llamaswap.test;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.llamaswap.config.AccessConfiguration;
import io.llamaswap.config.Configuration;
import io.llamaswap.config.CorsConfiguration;
import io.llamaswap.config.EntryConfiguration;
import io.llamaswap.config.LaunchConfiguration;
import io.llamaswap.config.LifetimeConfiguration;
import io.llamaswap.config.ListingConfiguration;
import io.llamaswap.config.ModelConfiguration;
import io.llamaswap.config.PreloadConfiguration;
import io.llamaswap.config.ProbeConfiguration;
import io.llamaswap.config.RequestConfiguration;
import io.llamaswap.model.ModelId;

/**
 * Builds configurations for tests that need no file.
 */
public final class SampleConfiguration {

	private final Map<ModelId, ModelConfiguration> models = new LinkedHashMap<>();

	private final Map<String, ModelId> names = new LinkedHashMap<>();

	private final Map<String, List<ModelId>> profiles = new LinkedHashMap<>();

	private AccessConfiguration access = AccessConfiguration.OPEN;

	private SampleConfiguration() {
	}

	/**
	 * Begins with nothing.
	 * @return an empty sample
	 */
	public static SampleConfiguration empty() {
		return new SampleConfiguration();
	}

	/**
	 * Adds a listed model without much.
	 * @param id its real id
	 * @param aliases its other names
	 * @return this
	 */
	public SampleConfiguration model(String id, String... aliases) {
		return model(id, "server --model " + id, new ListingConfiguration("", "", false, List.of(aliases), Map.of()));
	}

	/**
	 * Adds a model that listings leave out.
	 * @param id its real id
	 * @return this
	 */
	public SampleConfiguration unlisted(String id) {
		return model(id, "server", new ListingConfiguration("", "", true, List.of(), Map.of()));
	}

	/**
	 * Adds a model.
	 * @param id its real id
	 * @param cmd its command
	 * @param listing how it is shown
	 * @return this
	 */
	public SampleConfiguration model(String id, String cmd, ListingConfiguration listing) {
		return model(id, cmd, List.of(), listing);
	}

	/**
	 * Adds a model.
	 * @param id its real id
	 * @param cmd its command
	 * @param env its environment
	 * @param listing how it is shown
	 * @return this
	 */
	public SampleConfiguration model(String id, String cmd, List<String> env, ListingConfiguration listing) {
		ModelId model = new ModelId(id);
		int port = 5800 + this.models.size();
		this.models.put(model, new ModelConfiguration(model,
				new LaunchConfiguration(cmd, Arrays.asList(cmd.split(" ")), "", env,
						URI.create("http://127.0.0.1:" + port), "/health", port),
				new LifetimeConfiguration(Duration.ofMinutes(5), Duration.ofMinutes(2), Duration.ofSeconds(10), 10),
				new RequestConfiguration(""), listing));
		listing.aliases().forEach((alias) -> this.names.put(alias, model));
		this.names.put(id, model);
		return this;
	}

	/**
	 * Adds a profile of the early kind.
	 * @param name its name
	 * @param members real ids
	 * @return this
	 */
	public SampleConfiguration profile(String name, String... members) {
		List<ModelId> ids = new ArrayList<>();
		for (String member : members) {
			ids.add(new ModelId(member));
		}
		this.profiles.put(name, List.copyOf(ids));
		return this;
	}

	/**
	 * Says who may call.
	 * @param who the settings
	 * @return this
	 */
	public SampleConfiguration access(AccessConfiguration who) {
		this.access = who;
		return this;
	}

	/**
	 * Makes callers need a key.
	 * @param keys keys as under {@code apiKeys}
	 * @return this
	 */
	public SampleConfiguration apiKeys(String... keys) {
		return access(new AccessConfiguration(List.of(keys), false, PreloadConfiguration.NOTHING,
				ProbeConfiguration.DEFAULT, CorsConfiguration.DEFAULT, EntryConfiguration.DEFAULT));
	}

	/**
	 * Ends building.
	 * @return the configuration
	 */
	public Configuration build() {
		Configuration plain = new Configuration(new LinkedHashMap<>(this.models), Map.copyOf(this.names),
				new LinkedHashMap<>(this.profiles), Duration.ofMinutes(2), false);
		return new Configuration(plain.models(), plain.names(), plain.memberProfiles(), plain.healthCheckTimeout(),
				plain.logRequests(), plain.logging(), plain.activity(), this.access, plain.routing(),
				plain.pinProfiles(), plain.selectors(), plain.peers(), plain.naming());
	}

}
