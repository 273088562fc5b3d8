package io.llamaswap.config;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

import io.llamaswap.config.yaml.YamlMapping;
import io.llamaswap.config.yaml.YamlScalar;
import io.llamaswap.model.ModelId;
import org.jspecify.annotations.Nullable;

/**
 * Gives types to groups, matrix and scheduler, in their early and their present place
 * (contract 2.7).
 */
final class RoutingBinder {

	private static final List<String> ROUTERS = List.of("group", "matrix");

	private final Section root;

	private final Names names;

	RoutingBinder(Section root, Names names) {
		this.root = root;
		this.names = names;
	}

	RoutingConfiguration bind(SchedulingConfiguration scheduling) {
		Section routing = this.root.section("routing");
		Section router = routing.section("router");
		Section settings = router.section("settings");
		Section place = place(router, settings);
		boolean matrix = usesMatrix(router, settings, place);
		Map<String, GroupConfiguration> groups = matrix ? Map.of() : new GroupBinder(place, this.names).bind();
		MatrixConfiguration sets = matrix ? new MatrixBinder(place, this.names).bind() : null;
		settings.node("groups", "mapping of mappings");
		settings.node("matrix", "mapping");
		this.root.node("groups", "mapping of mappings");
		this.root.node("matrix", "mapping");
		settings.close();
		router.close();
		Map<ModelId, Integer> priorities = priorities(routing.section("scheduler"));
		routing.close();
		return new RoutingConfiguration(groups, sets, priorities, scheduling);
	}

	private Section place(Section router, Section settings) {
		String early = this.root.isGiven("groups") ? "groups" : (this.root.isGiven("matrix") ? "matrix" : "");
		if (early.isEmpty()) {
			return settings;
		}
		if (router.isGiven("use") || router.isGiven("settings")) {
			this.root.problems()
				.error(this.root.at(early), early, "it stands at the top level and there is also routing.router",
						"only one of the two places");
		}
		if (this.root.isGiven("groups") && this.root.isGiven("matrix")) {
			this.root.problems()
				.error(this.root.at("matrix"), "matrix", "there are groups and a matrix", "only one of the two",
						"Put both under routing.router.settings and pick one with routing.router.use.");
		}
		return this.root;
	}

	private boolean usesMatrix(Section router, Section settings, Section place) {
		String use = router.text("use", "");
		if (!use.isEmpty() && !ROUTERS.contains(use)) {
			this.root.problems()
				.error(router.at("use"), router.path("use"), "\"" + use + "\" is unknown", "group or matrix",
						NearMiss.ask(use, ROUTERS));
		}
		if (place == this.root) {
			return this.root.isGiven("matrix");
		}
		if ("matrix".equals(use) && !settings.isGiven("matrix")) {
			this.root.problems()
				.error(router.at("use"), router.path("use"), "there is no routing.router.settings.matrix", "a matrix");
			return false;
		}
		return "matrix".equals(use);
	}

	private Map<ModelId, Integer> priorities(Section scheduler) {
		scheduler.word("use", "fifo", List.of("fifo"));
		Section settings = scheduler.section("settings");
		Section fifo = settings.section("fifo");
		Map<ModelId, Integer> priorities = new HashMap<>();
		for (YamlMapping.Entry entry : fifo.named("priority", "mapping of integers")) {
			YamlScalar name = entry.key();
			ModelId id = this.names.require(name, fifo.path("priority"));
			Integer value = number(fifo, entry);
			if (id != null && value != null) {
				this.names.warnIfAlias(name, id, fifo.path("priority"), "llama-swap ignores a priority given by alias");
				priorities.put(id, value);
			}
		}
		fifo.close();
		settings.close();
		scheduler.close();
		return priorities;
	}

	private @Nullable Integer number(Section fifo, YamlMapping.Entry entry) {
		return fifo.wholeNumber("priority." + entry.key().text(), entry.value());
	}

}
