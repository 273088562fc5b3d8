package io.llamaswap.config;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.llamaswap.config.yaml.YamlScalar;

/**
 * Gives types to {@code peers}.
 */
final class PeerBinder {

	private final Section root;

	private final Targets targets;

	PeerBinder(Section root, Targets targets) {
		this.root = root;
		this.targets = targets;
	}

	Map<String, PeerConfiguration> bind() {
		Map<String, PeerConfiguration> peers = new LinkedHashMap<>();
		this.root.sections("peers").forEach((id, section) -> peers.put(id, peer(id, section)));
		return peers;
	}

	private PeerConfiguration peer(String id, Section section) {
		URI proxy = BaseAddress.NONE;
		if (section.text("proxy", "").isBlank()) {
			section.problems()
				.error(section.at("proxy"), section.path("proxy"), "the address is missing",
						"the base address of the peer, such as http://host:8080");
		}
		else {
			proxy = new BaseAddress(section).read("proxy", "");
		}
		List<YamlScalar> models = section.texts("models");
		if (models.isEmpty()) {
			section.problems()
				.error(section.at("models"), section.path("models"), "the peer offers no model",
						"a list of at least one model");
		}
		Set<String> names = new LinkedHashSet<>();
		for (YamlScalar model : models) {
			if (names.add(model.text())) {
				this.targets.addPeerModel(id, model, section.path("models"));
			}
		}
		PeerConfiguration peer = new PeerConfiguration(id, proxy, List.copyOf(names), section.text("apiKey", ""),
				new FilterBinder(section.section("filters")).ofPeer(),
				new TimeoutBinder(section.section("timeouts")).bind(TimeoutBinder.PEER_RESPONSE_HEADER),
				caFile(section));
		section.close();
		return peer;
	}

	private static String caFile(Section section) {
		String file = section.text("caFile", "");
		if (!file.isEmpty() && !Files.isReadable(Path.of(file))) {
			section.problems()
				.error(section.at("caFile"), section.path("caFile"), "\"" + file + "\" cannot be read",
						"a PEM file with the certificates that vouch for the peer");
		}
		return file;
	}

}
