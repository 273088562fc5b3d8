package io.llamaswap.routing;

import io.llamaswap.error.ApiError;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.MonoSink;

/**
 * What is looked for in a body before it may be sent on: its model, and, where something
 * in it has to be edited, its end. The scanner goes on behind the model, because a second
 * one must not pass.
 */
final class BodySearch {

	private final ModelScanner scanner;

	private final long lookAhead;

	private boolean wholeWanted;

	private int renamed;

	private boolean ended;

	private @Nullable MonoSink<Boolean> sink;

	BodySearch(ModelScanner scanner, long lookAhead) {
		this.scanner = scanner;
		this.lookAhead = lookAhead;
	}

	/**
	 * Begins, or goes on to the end after the model was found.
	 * @param result told when everything is there
	 */
	void begin(MonoSink<Boolean> result) {
		this.wholeWanted = this.sink != null;
		this.sink = result;
	}

	ModelScanner scanner() {
		return this.scanner;
	}

	/**
	 * Notes that the model has another name now wherever it was found: one that comes
	 * later would get past that.
	 */
	void renamed() {
		this.renamed = this.scanner.findings().size();
	}

	void scan(ByteBuf piece) {
		this.scanner.scan(piece);
	}

	/**
	 * Tells that nothing more will come. The last field of a form is known only now: this
	 * has to be said before the last piece is sent on.
	 */
	void end() {
		if (!this.ended) {
			this.ended = true;
			this.scanner.end();
		}
	}

	/**
	 * Says what forbids that the body is sent on, as far as it was read.
	 * @return the answer to its sender, or {@code null}
	 */
	@Nullable ApiError objection() {
		boolean escaped = this.renamed > 0 && this.scanner.findings().size() > this.renamed;
		if (escaped || this.scanner.isConflicting()) {
			return ApiError.duplicateMember("model");
		}
		return this.scanner.isStreamConflicting() ? ApiError.duplicateMember("stream") : null;
	}

	/**
	 * Tells whether this much of a body is enough.
	 * @param complete whether it is all of it
	 * @return {@code true} if nothing more has to be read before it may be sent on
	 */
	boolean isOver(boolean complete) {
		return complete || (!this.wholeWanted && this.scanner.isSatisfied());
	}

	boolean isTooLong(long received) {
		return received >= this.lookAhead;
	}

	void success() {
		if (this.sink != null) {
			this.sink.success(true);
		}
	}

	void error(Throwable error) {
		if (this.sink != null) {
			this.sink.error(error);
		}
	}

}
