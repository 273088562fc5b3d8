package io.llamaswap;

import java.util.List;
import java.util.concurrent.Flow;

/**
 * Collects the lines of an answer as they arrive.
 */
public final class LineCollector implements Flow.Subscriber<String> {

	private final List<String> lines;

	/**
	 * Makes a collector.
	 * @param lines where the lines go; may be read by other threads
	 */
	public LineCollector(List<String> lines) {
		this.lines = lines;
	}

	@Override
	public void onSubscribe(Flow.Subscription subscription) {
		subscription.request(Long.MAX_VALUE);
	}

	@Override
	public void onNext(String line) {
		this.lines.add(line);
	}

	@Override
	public void onError(Throwable throwable) {
		this.lines.add("(broken off)");
	}

	@Override
	public void onComplete() {
		this.lines.add("(end)");
	}

}
