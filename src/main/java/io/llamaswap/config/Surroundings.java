package io.llamaswap.config;

import java.util.Map;

/**
 * What a configuration depends on that does not stand in its files.
 *
 * @param environment the variables that <code>${env.NAME}</code> may name
 * @param commands how commands become words
 * @param storePlace what tells whether a store can be written
 */
record Surroundings(Map<String, String> environment, CommandSyntax commands, StorePlace storePlace) {

	Surroundings {
		environment = Map.copyOf(environment);
	}

}
