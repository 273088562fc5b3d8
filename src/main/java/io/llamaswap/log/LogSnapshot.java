package io.llamaswap.log;

import reactor.core.publisher.Flux;

/**
 * What a source had written at one moment, and what it wrote later.
 */
public final class LogSnapshot {

	private final byte[] bytes;

	private final Flux<byte[]> later;

	LogSnapshot(byte[] bytes, Flux<byte[]> later) {
		this.bytes = bytes;
		this.later = later;
	}

	/**
	 * Returns what was remembered at that moment.
	 * @return the bytes, which are the caller's
	 */
	public byte[] bytes() {
		return this.bytes.clone();
	}

	/**
	 * Returns what was written since.
	 * @return pieces of any length, whenever it is subscribed to
	 */
	public Flux<byte[]> later() {
		return this.later;
	}

}
