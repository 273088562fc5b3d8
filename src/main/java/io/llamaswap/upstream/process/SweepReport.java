package io.llamaswap.upstream.process;

import java.util.List;

/**
 * What a sweep found.
 *
 * @param found what earlier runs had left behind
 * @param survivors what is still there although it was killed
 */
record SweepReport(List<Leftover> found, List<Leftover> survivors) {

	/**
	 * Copies the lists.
	 */
	SweepReport {
		found = List.copyOf(found);
		survivors = List.copyOf(survivors);
	}

}
