package io.llamaswap.upstream;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

import io.llamaswap.config.HookMoment;
import io.llamaswap.model.ModelFailure;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * What a hook is told: as variables if it is a command, as a JSON object if it is an
 * address.
 */
final class HookFacts {

	private static final String PREFIX = "LLAMA_SWAP_";

	private final Map<String, @Nullable Object> facts = new LinkedHashMap<>();

	/**
	 * Collects them.
	 * @param moment when it is
	 * @param launch the life that it belongs to
	 * @param pid process id of the server, or {@code null} if it has none
	 * @param failure why the life ends, or {@code null}
	 */
	HookFacts(HookMoment moment, Launch launch, @Nullable Long pid, @Nullable ModelFailure failure) {
		this.facts.put("hook", moment.key());
		this.facts.put("model", launch.model().value());
		this.facts.put("proxy", launch.configuration().proxy().toString());
		this.facts.put("port", LocalPort.served(launch.configuration()));
		this.facts.put("pid", pid);
		this.facts.put("failure", (failure != null) ? failure.reason() : null);
	}

	/**
	 * Returns them as variables.
	 * @return what is known, such as {@code LLAMA_SWAP_MODEL}
	 */
	Map<String, String> environment() {
		Map<String, String> environment = new LinkedHashMap<>();
		this.facts.forEach((name, value) -> {
			if (value != null) {
				environment.put(PREFIX + name.toUpperCase(Locale.ROOT), Objects.toString(value));
			}
		});
		return environment;
	}

	/**
	 * Returns them as JSON.
	 * @return an object whose unknown members are {@code null}
	 */
	String json() {
		return JsonMapper.shared().writeValueAsString(this.facts);
	}

}
