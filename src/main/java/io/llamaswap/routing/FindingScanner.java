package io.llamaswap.routing;

import org.jspecify.annotations.Nullable;

/**
 * A scanner of one format: what it finds is told in the same way for all of them.
 */
abstract class FindingScanner implements ModelScanner {

	/** Filled while scanning. */
	final Findings findings = new Findings();

	@Override
	public final @Nullable Finding finding() {
		return this.findings.first();
	}

	@Override
	public final boolean isConflicting() {
		return this.findings.isConflicting();
	}

	@Override
	public final boolean isRepeated() {
		return this.findings.isRepeated();
	}

	@Override
	public final boolean isStream() {
		return this.findings.isStream();
	}

	@Override
	public final boolean isStreamConflicting() {
		return this.findings.isStreamConflicting();
	}

}
