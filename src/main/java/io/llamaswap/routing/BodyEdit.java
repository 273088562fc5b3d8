package io.llamaswap.routing;

import java.util.ArrayList;
import java.util.List;

import io.llamaswap.error.ApiError;
import io.llamaswap.json.ByteSource;
import io.llamaswap.json.JsonEdit;
import io.llamaswap.json.JsonEditException;
import io.llamaswap.json.JsonEditor;
import io.llamaswap.json.Rope;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.EventLoop;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/**
 * The edits of one whole JSON body. What they leave as it was is not copied.
 */
final class BodyEdit implements ByteSource {

	/** Larger bodies are not read on the event loop: others wait there. */
	static final int LARGE = 1 << 18;

	private final ByteBuf body;

	private BodyEdit(ByteBuf body) {
		this.body = body;
	}

	/**
	 * Edits a body.
	 * @param body all of it; stays the caller's
	 * @param edits the edits in their order
	 * @param loop the event loop that the result comes on
	 * @return the edited body, or {@link RequestRefusedException}. Its buffers are the
	 * receiver's
	 */
	static Mono<List<ByteBuf>> apply(ByteBuf body, List<JsonEdit> edits, EventLoop loop) {
		Mono<Rope> edited = Mono.using(body::retainedDuplicate, (source) -> {
			BodyEdit edit = new BodyEdit(source);
			Mono<Rope> result = Mono.fromCallable(() -> JsonEditor.edit(edit, edits));
			return (source.readableBytes() <= LARGE) ? result
					: result.subscribeOn(Schedulers.parallel()).publishOn(Schedulers.fromExecutor(loop));
		}, ByteBuf::release);
		return edited.onErrorMap(JsonEditException.class, BodyEdit::refusal).map((rope) -> buffers(rope, body));
	}

	private static RequestRefusedException refusal(JsonEditException reason) {
		return new RequestRefusedException(ApiError.of(400, reason.getMessage()));
	}

	private static List<ByteBuf> buffers(Rope rope, ByteBuf body) {
		List<ByteBuf> buffers = new ArrayList<>(rope.pieces().size());
		for (Rope.Piece piece : rope.pieces()) {
			if (piece.source() instanceof BodyEdit) {
				buffers.add(body.retainedSlice(body.readerIndex() + piece.from(), piece.length()));
			}
			else {
				byte[] bytes = new byte[piece.length()];
				piece.source().read(piece.from(), bytes, 0, bytes.length);
				buffers.add(Unpooled.wrappedBuffer(bytes));
			}
		}
		return buffers;
	}

	@Override
	public int length() {
		return this.body.readableBytes();
	}

	@Override
	public void read(int from, byte[] into, int at, int count) {
		this.body.getBytes(this.body.readerIndex() + from, into, at, count);
	}

}
