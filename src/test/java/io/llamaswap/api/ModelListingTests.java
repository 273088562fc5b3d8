package io.llamaswap.api;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;

import io.llamaswap.config.Configuration;
import io.llamaswap.directory.ActiveProfile;
import io.llamaswap.directory.ModelDirectory;
import io.llamaswap.directory.PeerHealth;
import io.llamaswap.lifecycle.ModelStatus;
import io.llamaswap.model.ModelId;
import io.llamaswap.model.ModelState;
import io.llamaswap.test.Configurations;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

class ModelListingTests {

	private static final String OTHERS = """
			models:
			  a: {cmd: 'serve ${PORT}'}
			  b: {cmd: 'serve ${PORT}'}
			peers:
			  lab: {proxy: 'http://127.0.0.1:1', models: [big]}
			selectors:
			  best:
			    strategy: spillover
			    targets: [a, lab/big]
			    settings: {spillover: 2}
			    name: ' Best '
			    metadata: {owner: me, type: mine}
			  first: {strategy: pin, targets: [a, b]}
			  warmest: {strategy: warm, targets: [a, b]}
			  quiet: {strategy: pin, targets: [a], unlisted: true}
			profiles:
			  work: {pins: {fast: b, a: b, gone: ''}}
			""";

	@Test
	void capabilitiesRenderToTheirMembersAndWinOverMetadata() {
		assertThat(json("""
				models:
				  m:
				    cmd: serve ${PORT}
				    capabilities: {in: [text, image], out: [text], tools: true, context: 8192}
				    metadata: {context_length: 1, owner: me}
				""")).contains("\"architecture\":{\"input_modalities\":[\"text\",\"image\"],"
				+ "\"output_modalities\":[\"text\"],\"modality\":\"text+image-\\u003etext\"},"
				+ "\"capabilities\":{\"vision\":true,\"function_calling\":true},"
				+ "\"supported_parameters\":[\"tools\",\"tool_choice\"],\"context_length\":8192,"
				+ "\"meta\":{\"llamaswap\":{\"owner\":\"me\",\"type\":\"model\"},\"n_ctx\":8192},");
	}

	@Test
	void withoutCapabilitiesMetadataPasses() {
		assertThat(json("""
				models:
				  m:
				    cmd: serve ${PORT}
				    metadata: {context_length: 1}
				"""))
			.contains("\"owned_by\":\"llama-swap\",\"meta\":{\"llamaswap\":{\"context_length\":1,\"type\":\"model\"}}");
	}

	@Test
	void aliasesHaveRowsOnRequestOnly() {
		String yaml = """
				models:
				  m:
				    name: Em
				    cmd: serve ${PORT}
				    aliases: [z, a]
				    filters: {setParamsByID: {"m:high": {effort: high}}}
				  hidden:
				    cmd: serve ${PORT}
				    unlisted: true
				    aliases: [h]
				""";
		assertThat(listing(yaml).data().stream().map(ModelListing.Row::id)).containsExactly("m");
		assertThat(json(yaml)).contains("\"aliases\":[\"z\",\"a\",\"m:high\"]");
		String withAliases = "includeAliasesInList: true\n" + yaml;
		assertThat(listing(withAliases).data().stream().map(ModelListing.Row::id)).containsExactly("a", "m", "m:high",
				"z");
		assertThat(json(withAliases)).contains("{\"id\":\"a\"", "\"name\":\"Em\",\"meta\":{\"llamaswap\":{")
			.contains("\"type\":\"alias\"", "\"modelID\":\"m\"");
	}

	@Test
	void peersSelectorsAndPinsAreNamesToo() {
		Configuration configuration = Configurations.parse(OTHERS);
		ActiveProfile profile = new ActiveProfile();
		PeerHealth peers = new PeerHealth(InstantSource.system());
		List<ModelStatus> statuses = List.of(status("a", ModelState.STOPPED), status("b", ModelState.READY));
		String before = new String(JsonAnswer.bytes(listing(configuration, profile, peers, statuses)),
				StandardCharsets.UTF_8);
		assertThat(before)
			.contains("{\"id\":\"lab/big\"", "\"name\":\"lab: big\",\"meta\":{\"llamaswap\":{", "\"peerID\":\"lab\"",
					"\"state\":\"remote\"")
			.contains("\"name\":\"Best\",\"meta\":{\"llamaswap\":{\"owner\":\"me\",\"type\":\"selector\","
					+ "\"strategy\":\"spillover\",\"targets\":[\"a\",\"lab/big\"],\"spillover\":2}}")
			.contains("{\"id\":\"first\"", "\"type\":\"selector\",\"strategy\":\"pin\",\"targets\":[\"a\",\"b\"]}")
			.doesNotContain("\"quiet\"", "\"type\":\"profile\"");
		peers.failed("lab", "no connection");
		assertThat(profile.activate("work", configuration)).isTrue();
		ModelListing after = listing(configuration, profile, peers, statuses);
		assertThat(after.data()).extracting(ModelListing.Row::id)
			.containsExactly("a", "b", "best", "fast", "first", "lab/big", "warmest");
		assertThat(after.data()).filteredOn((row) -> "fast".equals(row.id()))
			.extracting((row) -> row.meta().get("llamaswap"), (row) -> row.status().value())
			.containsExactly(org.assertj.core.groups.Tuple.tuple(java.util.Map.of("type", "profile"), "loaded"));
		assertThat(new String(JsonAnswer.bytes(after), StandardCharsets.UTF_8))
			.contains("\"state\":\"unreachable\",\"failure\":{\"kind\":\"unreachable\",\"reason\":\"no connection\"");
	}

	@Test
	void selectorIsLoadedIfARelevantTargetIs() {
		Configuration configuration = Configurations.parse(OTHERS);
		List<ModelStatus> statuses = List.of(status("a", ModelState.STOPPED), status("b", ModelState.STARTING));
		ModelListing rows = listing(configuration, new ActiveProfile(), new PeerHealth(InstantSource.system()),
				statuses);
		assertThat(rows.data()).filteredOn((row) -> row.id().startsWith("first") || row.id().startsWith("warmest"))
			.extracting((row) -> row.status().value())
			.containsExactly("unloaded", "loaded");
	}

	@ParameterizedTest(name = "{0}")
	@CsvSource({ "big,peer,remote", "lab/big,peer,remote", "quiet,selector,ready", "a,model,ready" })
	void namesThatNoListingShowsHaveRowsOfTheirOwn(String name, String type, String state) {
		Configuration configuration = Configurations.parse(OTHERS);
		List<ModelStatus> statuses = List.of(status("a", ModelState.READY));
		ModelDirectory directory = new ModelDirectory(() -> configuration, () -> statuses, new ActiveProfile(),
				new PeerHealth(InstantSource.system()));
		ModelListing.Row row = ModelListing
			.find(name, directory, ModelStatus.byId(statuses), Instant.EPOCH, (open) -> true)
			.orElseThrow();
		assertThat(row.id()).isEqualTo(name);
		assertThat(row.meta().get("llamaswap")).asString().contains("type=" + type);
		assertThat(row.status().state()).isEqualTo(state);
		assertThat(ModelListing.find("nobody", directory, ModelStatus.byId(statuses), Instant.EPOCH, (open) -> true))
			.isEmpty();
	}

	private static ModelStatus status(String id, ModelState state) {
		return new ModelStatus(new ModelId(id), state, Instant.EPOCH, null, null, 0, 0, null, false, null);
	}

	private static String json(String yaml) {
		return new String(JsonAnswer.bytes(listing(yaml)), StandardCharsets.UTF_8);
	}

	private static ModelListing listing(String yaml) {
		return listing(Configurations.parse(yaml), new ActiveProfile(), new PeerHealth(InstantSource.system()),
				List.of());
	}

	private static ModelListing listing(Configuration configuration, ActiveProfile profile, PeerHealth peers,
			List<ModelStatus> statuses) {
		ModelDirectory directory = new ModelDirectory(() -> configuration, () -> statuses, profile, peers);
		return ModelListing.of(directory, ModelStatus.byId(statuses), Instant.EPOCH, (open) -> true);
	}

}
