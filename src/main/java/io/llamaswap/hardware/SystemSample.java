package io.llamaswap.hardware;

import java.time.Instant;
import java.util.List;

/**
 * How busy the machine was at one moment. Unknown values are 0.
 *
 * @param timestamp the moment
 * @param cores percent of each core since the sample before
 * @param memoryTotal bytes of memory
 * @param memoryUsed bytes that programs hold
 * @param memoryFree bytes that nobody uses, not even as a cache
 * @param swapTotal bytes of swap space
 * @param swapUsed bytes of it in use
 * @param load1 load average of a minute
 * @param load5 load average of five minutes
 * @param load15 load average of a quarter of an hour
 * @param networks counters of the interfaces that lead out of the machine
 */
public record SystemSample(Instant timestamp, List<Double> cores, long memoryTotal, long memoryUsed, long memoryFree,
		long swapTotal, long swapUsed, double load1, double load5, double load15, List<Network> networks) {

	/**
	 * Copies the lists.
	 */
	public SystemSample {
		cores = List.copyOf(cores);
		networks = List.copyOf(networks);
	}

	/**
	 * What passed through an interface since the machine started.
	 *
	 * @param name name of the interface
	 * @param received bytes
	 * @param sent bytes
	 */
	public record Network(String name, long received, long sent) {

	}

}
