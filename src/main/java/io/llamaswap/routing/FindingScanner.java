package io.llamaswap.routing;

import java.util.List;

import io.llamaswap.error.ApiError;
import org.jspecify.annotations.Nullable;

/**
 * A scanner of one format: what it finds is told in the same way for all of them.
 */
abstract class FindingScanner implements ModelScanner {

	/** Filled while scanning. */
	final Findings findings = new Findings();

	@Override
	public final List<Finding> findings() {
		return this.findings.models();
	}

	@Override
	public final @Nullable ApiError objection() {
		return this.findings.objection();
	}

	@Override
	public final boolean isStream() {
		return this.findings.isStream();
	}

}
