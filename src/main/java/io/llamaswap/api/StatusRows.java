package io.llamaswap.api;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

import io.llamaswap.config.CapabilityConfiguration;
import io.llamaswap.config.Configuration;
import io.llamaswap.config.ModelConfiguration;
import io.llamaswap.lifecycle.ModelStatus;
import io.llamaswap.model.ModelId;
import io.llamaswap.model.ModelState;
import org.jspecify.annotations.Nullable;

/**
 * All models and what they do, as {@code modelStatus} shows them (contract 3.11).
 */
final class StatusRows {

	private StatusRows() {
	}

	/**
	 * Lists local models by their ids, then those of peers.
	 * @param configuration the configuration now
	 * @param statuses the statuses now
	 * @return one row per model
	 */
	static List<Map<String, Object>> of(Configuration configuration, List<ModelStatus> statuses) {
		Map<ModelId, ModelStatus> byId = statuses.stream()
			.collect(Collectors.toMap(ModelStatus::id, Function.identity()));
		List<Map<String, Object>> rows = new ArrayList<>();
		configuration.allModels()
			.stream()
			.sorted(Comparator.comparing(ModelConfiguration::id))
			.forEach((model) -> rows.add(row(model, byId.get(model.id()))));
		configuration.peers()
			.forEach((peer, settings) -> settings.models().forEach((name) -> rows.add(ofPeer(peer, name))));
		return rows;
	}

	private static Map<String, Object> row(ModelConfiguration model, @Nullable ModelStatus status) {
		ModelState state = (status != null) ? status.state() : ModelState.STOPPED;
		Map<String, Object> row = row(model.id().value(), model.listing().name(), state.wireName(), "");
		row.put("description", model.listing().description());
		row.put("unlisted", model.listing().unlisted());
		if (!model.listing().aliases().isEmpty()) {
			row.put("aliases", model.listing().aliases());
		}
		CapabilityConfiguration capabilities = model.listing().capabilities();
		if (capabilities != null) {
			ListedCapabilities listed = ListedCapabilities.of(capabilities);
			row.put("capabilities", listed.flags());
			if (listed.contextLength() != null) {
				row.put("context_length", listed.contextLength());
			}
		}
		return row;
	}

	private static Map<String, Object> ofPeer(String peer, String name) {
		return row(peer + "/" + name, peer + ": " + name, "", peer);
	}

	private static Map<String, Object> row(String id, String name, String state, String peer) {
		Map<String, Object> row = new LinkedHashMap<>();
		row.put("id", id);
		row.put("name", name);
		row.put("description", "");
		row.put("state", state);
		row.put("unlisted", false);
		row.put("peerID", peer);
		return row;
	}

}
