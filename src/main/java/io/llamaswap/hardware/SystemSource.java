package io.llamaswap.hardware;

import java.time.Instant;

/**
 * Looks at processors, memory and networks. Used by one thread, which may block.
 */
@FunctionalInterface
interface SystemSource {

	/**
	 * Takes a sample.
	 * @param now the moment
	 * @return what is busy; processors since the call before, or since this was made
	 */
	SystemSample sample(Instant now);

	/**
	 * Chooses how to look at this machine: what the kernel of Linux tells of itself costs
	 * next to nothing, anywhere else the virtual machine has to do.
	 * @return a source
	 */
	static SystemSource ofThisMachine() {
		TextFiles files = TextFiles.OF_THIS_MACHINE;
		return files.text("proc/stat").isEmpty() ? new JvmSystem() : new LinuxSystem(files);
	}

}
