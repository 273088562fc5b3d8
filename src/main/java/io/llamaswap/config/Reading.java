package io.llamaswap.config;

/**
 * What all sections of one load share.
 *
 * @param problems where to report
 * @param log what remembers the keys
 * @param unknown what warns about keys without a meaning
 * @param values what gives types to values
 */
record Reading(Problems problems, KeyLog log, UnknownKeys unknown, Values values) {

	Reading(Problems problems, KeyLog log, UnknownKeys unknown) {
		this(problems, log, unknown, new Values(problems));
	}

}
