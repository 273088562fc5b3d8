package io.llamaswap.upstream.process;

import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.CompletableFuture;

import io.llamaswap.upstream.OutputSink;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The thread that takes a child's output from the first instant on. A child whose pipe is
 * full (64 KiB) stands still, so nothing here may wait for readers.
 */
final class OutputDrain {

	private static final Logger logger = LoggerFactory.getLogger(OutputDrain.class);

	private static final int BUFFER_BYTES = 8192;

	private final InputStream pipe;

	private final OutputSink sink;

	private final OutputTail tail = new OutputTail();

	private final CompletableFuture<Void> ended = new CompletableFuture<>();

	OutputDrain(InputStream pipe, OutputSink sink) {
		this.pipe = pipe;
		this.sink = sink;
	}

	void start(String name) {
		Thread thread = new Thread(this::run, "output-" + name);
		thread.setDaemon(true);
		thread.start();
	}

	OutputTail tail() {
		return this.tail;
	}

	/**
	 * Completes when everybody who could write has closed the pipe, which may be long
	 * after the child's end.
	 * @return the end of the output
	 */
	CompletableFuture<Void> ended() {
		return this.ended;
	}

	private void run() {
		byte[] buffer = new byte[BUFFER_BYTES];
		try (this.pipe) {
			int length = this.pipe.read(buffer);
			while (length >= 0) {
				take(buffer, length);
				length = this.pipe.read(buffer);
			}
		}
		catch (IOException ex) {
			logger.debug("The pipe was closed from our side", ex);
		}
		finally {
			this.sink.ended();
			this.ended.complete(null);
		}
	}

	private void take(byte[] buffer, int length) {
		if (length == 0) {
			return;
		}
		this.tail.append(buffer, 0, length);
		try {
			this.sink.append(buffer, 0, length);
		}
		catch (RuntimeException ex) {
			// A child must not stand still because its log has a fault.
			logger.warn("Output was not taken", ex);
		}
	}

}
