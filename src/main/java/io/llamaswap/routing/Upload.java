package io.llamaswap.routing;

import io.llamaswap.activity.Recording;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.MonoSink;

/**
 * The way of a body from the client's connection to that of the model server: no faster
 * than the slower of the two. Lives on the event loop of its client.
 */
final class Upload {

	private final Channel client;

	private final Channel upstream;

	private final MonoSink<Void> done;

	private final @Nullable Recording recording;

	private boolean flushing;

	private boolean over;

	Upload(Channel client, Channel upstream, MonoSink<Void> done, @Nullable Recording recording) {
		this.client = client;
		this.upstream = upstream;
		this.done = done;
		this.recording = recording;
	}

	/**
	 * Sends a piece.
	 * @param piece the bytes; stays the caller's
	 */
	void write(ByteBuf piece) {
		if (this.over || !piece.isReadable()) {
			return;
		}
		if (this.recording != null) {
			this.recording.request(piece);
		}
		// A piece that cannot be written (no memory, say) must not just be missing.
		ChannelFuture written = this.upstream.write(piece.retain()).addListener(ChannelFutureListener.CLOSE_ON_FAILURE);
		if (!this.upstream.isWritable()) {
			this.upstream.flush();
			// The model server is full: the rest stays in the client's socket.
			this.client.config().setAutoRead(false);
			written.addListener((sent) -> this.client.eventLoop().execute(this::resume));
		}
		else if (!this.flushing) {
			// One flush for everything that this turn of the loop reads.
			this.flushing = true;
			this.client.eventLoop().execute(() -> {
				this.flushing = false;
				this.upstream.flush();
			});
		}
	}

	/**
	 * Ends the body as it should.
	 */
	void finish() {
		if (!this.over) {
			this.over = true;
			this.upstream.flush();
			this.done.success();
		}
	}

	/**
	 * Ends the connection instead: a body that cannot be sent to its end must never look
	 * like one that was.
	 */
	void abort() {
		this.over = true;
		this.upstream.close().addListener(ChannelFutureListener.FIRE_EXCEPTION_ON_FAILURE);
	}

	/**
	 * Drops what may still come: nobody wants it any more.
	 */
	void stop() {
		if (!this.over) {
			this.over = true;
			this.client.config().setAutoRead(true);
		}
	}

	private void resume() {
		if (this.over || this.upstream.isWritable()) {
			this.client.config().setAutoRead(true);
		}
	}

}
