package io.llamaswap.dashboard;

import io.llamaswap.config.ReloadOutcome;
import org.jspecify.annotations.Nullable;

/**
 * What the page says of a configuration file that cannot be used.
 *
 * @param shown whether there is anything to say
 * @param reason what is wrong, in one line
 * @param at when the file was read
 */
record ConfigurationTrouble(boolean shown, String reason, String at) {

	static ConfigurationTrouble of(@Nullable ReloadOutcome last) {
		return (last == null || last.isSound()) ? new ConfigurationTrouble(false, "", "")
				: new ConfigurationTrouble(true, last.summary(), last.at().toString());
	}

}
