package io.llamaswap.log;

import java.io.PrintStream;

import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.scheduler.Schedulers;

/**
 * What models write, copied to standard output where that is wanted. If nobody reads
 * there, lines are left out, and no model waits.
 */
final class ModelOutput implements AutoCloseable {

	private final Disposable.Composite following = Disposables.composite();

	ModelOutput(LogBook logBook, LogSettings settings) {
		if (settings.stdout().showsModels()) {
			this.following.add(logBook.upstream()
				.follow(true)
				.publishOn(Schedulers.boundedElastic(), 1)
				.subscribe(ModelOutput::write));
		}
	}

	private static void write(byte[] bytes) {
		PrintStream out = System.out;
		out.write(bytes, 0, bytes.length);
		out.flush();
	}

	@Override
	public void close() {
		this.following.dispose();
	}

}
