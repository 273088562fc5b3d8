package io.llamaswap.api;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.llamaswap.config.CapabilityConfiguration;
import org.jspecify.annotations.Nullable;

/**
 * What listings say that a model can do (contract 3.8). What there is nothing to say of
 * is left out.
 *
 * @param architecture kinds of input and output
 * @param flags what it can do, each {@code true}
 * @param parameters parameters of requests that it supports
 * @param contextLength length of its context in tokens
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
record ListedCapabilities(Map<String, Object> architecture, @JsonProperty("capabilities") Map<String, Boolean> flags,
		@JsonProperty("supported_parameters") List<String> parameters,
		@JsonProperty("context_length") @Nullable Integer contextLength) {

	/** Metadata of these names would contradict what is configured. */
	static final Set<String> RESERVED = Set.of("architecture", "capabilities", "supported_parameters",
			"context_length");

	/**
	 * Renders what is configured.
	 * @param configured the configuration of one model
	 * @return what listings say
	 */
	static ListedCapabilities of(CapabilityConfiguration configured) {
		return new ListedCapabilities(architecture(configured), flags(configured),
				configured.tools() ? List.of("tools", "tool_choice") : List.of(),
				(configured.context() > 0) ? configured.context() : null);
	}

	private static Map<String, Object> architecture(CapabilityConfiguration configured) {
		Map<String, Object> architecture = new LinkedHashMap<>();
		if (!configured.in().isEmpty()) {
			architecture.put("input_modalities", configured.in());
		}
		if (!configured.out().isEmpty()) {
			architecture.put("output_modalities", configured.out());
		}
		if (architecture.size() == 2) {
			architecture.put("modality", String.join("+", configured.in()) + "->" + String.join("+", configured.out()));
		}
		return architecture;
	}

	private static Map<String, Boolean> flags(CapabilityConfiguration configured) {
		List<String> in = configured.in();
		List<String> out = configured.out();
		Map<String, Boolean> flags = new LinkedHashMap<>();
		flags.put("vision", in.contains("image"));
		flags.put("audio_transcriptions", in.contains("audio") && out.contains("text"));
		flags.put("audio_speech", in.contains("text") && out.contains("audio"));
		flags.put("image_generation", in.contains("text") && out.contains("image"));
		flags.put("image_to_image", in.contains("image") && out.contains("image"));
		flags.put("function_calling", configured.tools());
		flags.put("reranker", configured.reranker());
		flags.values().removeIf((flag) -> !flag);
		return flags;
	}

}
