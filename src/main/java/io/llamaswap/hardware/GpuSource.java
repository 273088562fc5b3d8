package io.llamaswap.hardware;

import java.time.Instant;
import java.util.List;

/**
 * Looks at accelerators of one kind. Used by one thread, which may block.
 */
@FunctionalInterface
interface GpuSource {

	/**
	 * Takes a sample of each accelerator.
	 * @param now the moment
	 * @return numbered from 0, empty if there are none or none is to be disturbed
	 */
	List<GpuSample> sample(Instant now);

}
