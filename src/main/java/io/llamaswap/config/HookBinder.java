package io.llamaswap.config;

import java.net.URI;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.jspecify.annotations.Nullable;

/**
 * Gives types to what is done at the moments of a model's life, for all models
 * ({@code hooks.everyModel}) and for one ({@code hooks}).
 */
final class HookBinder {

	private static final int DEFAULT_TIMEOUT = 10;

	private static final List<String> POLICIES = List.of("fail", "continue");

	private final Section section;

	private final String key;

	private final CommandSyntax commands;

	HookBinder(Section section, String key, CommandSyntax commands) {
		this.section = section;
		this.key = key;
		this.commands = commands;
	}

	/**
	 * Binds them.
	 * @param defaults what is done at moments that are not named
	 * @return what is done, by moment
	 */
	Map<HookMoment, HookConfiguration> bind(Map<HookMoment, HookConfiguration> defaults) {
		Map<HookMoment, HookConfiguration> hooks = new EnumMap<>(HookMoment.class);
		hooks.putAll(defaults);
		this.section.sections(this.key).forEach((name, hook) -> {
			Optional<HookMoment> moment = HookMoment.of(name);
			HookConfiguration bound = bind(hook, moment.orElse(HookMoment.AFTER_READY));
			if (moment.isEmpty()) {
				this.section.problems()
					.error(hook.position(), hook.path(), "\"" + name + "\" is no moment of a model's life",
							String.join(", ", HookMoment.keys()), NearMiss.ask(name, HookMoment.keys()));
			}
			else if (bound != null) {
				hooks.put(moment.get(), bound);
			}
			else {
				hooks.remove(moment.get());
			}
		});
		return hooks;
	}

	private @Nullable HookConfiguration bind(Section hook, HookMoment moment) {
		List<String> arguments = this.commands.split(hook.text("cmd", ""));
		URI url = hook.text("url", "").isBlank() ? null : new BaseAddress(hook).read("url", "");
		int timeout = hook.integer("timeout", DEFAULT_TIMEOUT, 1);
		String onFailure = hook.word("onFailure", "", POLICIES);
		hook.close();
		if (!arguments.isEmpty() && url != null) {
			hook.problems().error(hook.at("url"), hook.path(), "there is both a cmd and a url", "one of them");
		}
		if (!onFailure.isEmpty() && !moment.canFail()) {
			hook.problems()
				.warn(hook.at("onFailure"), hook.path("onFailure"), "it has no effect: an end comes in any case",
						"onFailure at beforeStart or afterReady");
		}
		if (arguments.isEmpty() && url == null) {
			return null;
		}
		boolean fatal = onFailure.isEmpty() ? moment.failsByDefault() : "fail".equals(onFailure);
		return new HookConfiguration(arguments, url, Duration.ofSeconds(timeout), fatal && moment.canFail());
	}

}
