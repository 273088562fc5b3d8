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

	/** What is not found in as many bytes is not found. */
	private long bound;

	private long scanned;

	private boolean inVain;

	private boolean wholeWanted;

	private int renamed;

	private boolean ended;

	private @Nullable MonoSink<Boolean> sink;

	BodySearch(ModelScanner scanner, long lookAhead) {
		this.scanner = scanner;
		this.bound = lookAhead;
	}

	/**
	 * Begins.
	 * @param result told when everything is there
	 */
	void begin(MonoSink<Boolean> result) {
		this.sink = result;
	}

	/**
	 * Goes on to the end of the body after the model was found.
	 * @param result told when everything is there
	 * @param most how long the body may be for that, in bytes
	 */
	void goOn(MonoSink<Boolean> result, long most) {
		this.wholeWanted = true;
		this.bound = most;
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

	/**
	 * Looks at the next bytes. However many come at once, the bound counts from the begin
	 * of the body: the same request has the same fate on every network.
	 * @param piece the bytes; stays the caller's
	 */
	void scan(ByteBuf piece) {
		long within = this.bound - this.scanned;
		this.scanned += piece.readableBytes();
		if (within < 0 || within >= piece.readableBytes() || isOver(false)) {
			this.scanner.scan(piece);
			return;
		}
		int split = piece.readerIndex() + (int) within;
		this.scanner.scan(piece.slice(piece.readerIndex(), (int) within));
		this.inVain = !isOver(false);
		if (!this.inVain) {
			this.scanner.scan(piece.slice(split, piece.writerIndex() - split));
		}
	}

	/**
	 * Tells that nothing more will come. The last field of a form is known only now: this
	 * has to be said before the last piece is sent on.
	 */
	void end() {
		if (!this.ended && !this.inVain) {
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
		return escaped ? ApiError.duplicateMember("model") : this.scanner.objection();
	}

	/**
	 * Tells whether this much of a body is enough.
	 * @param complete whether it is all of it
	 * @return {@code true} if nothing more has to be read before it may be sent on
	 */
	boolean isOver(boolean complete) {
		return complete || (!this.wholeWanted && this.scanner.isSatisfied());
	}

	/**
	 * Tells whether the bound was reached first.
	 * @return {@code true} if nothing that comes counts any more
	 */
	boolean isInVain() {
		return this.inVain;
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
