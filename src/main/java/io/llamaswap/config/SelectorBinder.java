package io.llamaswap.config;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import io.llamaswap.config.SelectorConfiguration.Listing;
import io.llamaswap.config.SelectorConfiguration.Strategy;
import io.llamaswap.config.yaml.YamlMapping;
import io.llamaswap.config.yaml.YamlScalar;
import io.llamaswap.model.ModelId;

/**
 * Gives types to {@code selectors}.
 */
final class SelectorBinder {

	private static final List<String> STRATEGIES = List.of("pin", "warm", "spillover");

	private final Section root;

	private final Targets targets;

	private final RoutingConfiguration routing;

	SelectorBinder(Section root, Targets targets, RoutingConfiguration routing) {
		this.root = root;
		this.targets = targets;
		this.routing = routing;
	}

	Map<String, SelectorConfiguration> bind() {
		for (YamlMapping.Entry entry : this.root.named("selectors", "mapping of mappings")) {
			this.targets.addSelector(entry.key(), "selectors." + entry.key().text());
		}
		Map<String, SelectorConfiguration> selectors = new LinkedHashMap<>();
		this.root.sections("selectors").forEach((id, section) -> selectors.put(id, selector(id, section)));
		return selectors;
	}

	private SelectorConfiguration selector(String id, Section section) {
		Strategy strategy = strategy(section);
		Section settings = section.section("settings");
		int spillover = settings.integer("spillover", 1, 1);
		settings.close();
		List<YamlScalar> targets = section.texts("targets");
		if (targets.isEmpty()) {
			section.problems()
				.error(section.at("targets"), section.path("targets"), "there is no target", "at least one model");
		}
		check(section, strategy, targets);
		Listing listing = new Listing(section.text("name", ""), section.text("description", ""),
				section.flag("unlisted", false), section.anything("metadata"));
		section.close();
		return new SelectorConfiguration(id, strategy, targets.stream().map(YamlScalar::text).toList(), spillover,
				listing);
	}

	private Strategy strategy(Section section) {
		if (section.text("strategy", "").isBlank()) {
			section.problems()
				.error(section.at("strategy"), section.path("strategy"), "the strategy is missing",
						String.join(", ", STRATEGIES));
			return Strategy.PIN;
		}
		return Strategy.valueOf(section.word("strategy", "pin", STRATEGIES).toUpperCase(Locale.ROOT));
	}

	private void check(Section section, Strategy strategy, List<YamlScalar> targets) {
		Set<String> meanings = new HashSet<>();
		Set<ModelId> locals = new LinkedHashSet<>();
		String path = section.path("targets");
		for (YamlScalar target : targets) {
			if (this.targets.isSelector(target.text()) && this.targets.local(target.text()).isEmpty()) {
				section.problems()
					.error(target.position(), path, "\"" + target.text() + "\" is a selector",
							"a model, not a selector");
				continue;
			}
			Optional<String> meaning = this.targets.resolve(target, path);
			if (meaning.isEmpty()) {
				continue;
			}
			Optional<ModelId> local = this.targets.local(target.text());
			local.ifPresent(locals::add);
			if (strategy == Strategy.WARM && local.isEmpty()) {
				section.problems()
					.error(target.position(), path, "\"" + target.text() + "\" is a model of a peer",
							"local models only, since nobody knows whether a peer is warm");
			}
			if (!meanings.add(meaning.get()) && strategy == Strategy.SPILLOVER) {
				section.problems()
					.error(target.position(), path, "\"" + target.text() + "\" is already a target",
							"different models");
			}
		}
		if (strategy == Strategy.SPILLOVER && locals.size() > 1 && !runTogether(locals)) {
			section.problems()
				.error(section.at("targets"), path, "the local targets cannot run together",
						"one group with swap: false that holds them, or a matrix set");
		}
	}

	private boolean runTogether(Set<ModelId> models) {
		MatrixConfiguration matrix = this.routing.matrix();
		if (matrix != null) {
			return matrix.sets().allowTogether(models);
		}
		// A matrix with mistakes is no reason to complain about selectors too.
		return this.routing.groups().isEmpty() || this.routing.groups()
			.values()
			.stream()
			.anyMatch((group) -> !group.swap() && group.members().containsAll(models));
	}

}
