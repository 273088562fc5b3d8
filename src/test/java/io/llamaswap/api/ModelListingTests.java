package io.llamaswap.api;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;

import io.llamaswap.test.Configurations;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class ModelListingTests {

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

	private static String json(String yaml) {
		return new String(JsonAnswer.bytes(listing(yaml)), StandardCharsets.UTF_8);
	}

	private static ModelListing listing(String yaml) {
		return ModelListing.of(Configurations.parse(yaml), List.of(), Instant.EPOCH);
	}

}
