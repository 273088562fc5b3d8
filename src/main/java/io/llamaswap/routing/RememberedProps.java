package io.llamaswap.routing;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import io.llamaswap.lifecycle.Lease;
import io.llamaswap.lifecycle.LeaseRequest;
import io.llamaswap.lifecycle.ModelLifecycleService;
import io.llamaswap.lifecycle.ModelStatus;
import io.llamaswap.model.ModelId;
import io.llamaswap.model.ModelState;
import io.llamaswap.upstream.OutboundCalls;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.netty.ByteBufFlux;
import reactor.netty.http.client.HttpClientResponse;
import reactor.netty.http.server.HttpServerResponse;

/**
 * What each model server said of itself under {@code /props} after it was last loaded, so
 * that pages which ask every model at their start load none.
 */
final class RememberedProps {

	/** The path that is remembered. */
	static final String PATH = "/props";

	private static final int MAX_BYTES = 1 << 20;

	private static final Duration PATIENCE = Duration.ofSeconds(5);

	private static final int AT_ONCE = 4;

	private final ModelLifecycleService lifecycle;

	private final Map<ModelId, Props> props = new ConcurrentHashMap<>();

	private final OutboundCalls calls = new OutboundCalls();

	RememberedProps(ModelLifecycleService lifecycle) {
		this.lifecycle = lifecycle;
	}

	/**
	 * Asks each model that becomes ready, once per life. What fails is not asked again.
	 * @return a stream without an end and without errors, to be cancelled
	 */
	Flux<ModelId> follow() {
		return Flux.defer(() -> {
			Map<ModelId, ModelStatus> asked = new ConcurrentHashMap<>();
			return this.lifecycle.changes().filter((status) -> status.state() == ModelState.READY).filter((status) -> {
				ModelStatus before = asked.put(status.id(), status);
				return before == null || !before.since().equals(status.since());
			})
				.onBackpressureBuffer(1024, (status) -> asked.remove(status.id()))
				.flatMap((status) -> ask(status.id()).onErrorResume((ex) -> Mono.empty()), AT_ONCE);
		});
	}

	private Mono<ModelId> ask(ModelId model) {
		return this.lifecycle.acquire(LeaseRequest.of(model).onlyIfReady().uncounted()).flatMap((lease) -> {
			// Nobody has to wait for a model's room because of this.
			lease.release();
			return read(lease).doOnNext((read) -> this.props.put(model, read)).thenReturn(model);
		});
	}

	private Mono<Props> read(Lease lease) {
		return this.calls.to(lease.endpoint().base())
			.flatMapMany((client) -> client.headers(lease.endpoint()::authorize)
				.get()
				.uri(lease.endpoint().address(PATH))
				.response(RememberedProps::read))
			.next()
			.timeout(PATIENCE);
	}

	private static Mono<Props> read(HttpClientResponse answer, ByteBufFlux body) {
		String contentType = answer.responseHeaders().get(HttpHeaderNames.CONTENT_TYPE, "application/json");
		if (answer.status().code() != 200 || !contentType.contains("json")) {
			return Mono.empty();
		}
		return body.reduceWith(Unpooled::buffer, RememberedProps::append)
			.map((all) -> new Props(ByteBufUtil.getBytes(all), contentType, System.nanoTime()));
	}

	private static ByteBuf append(ByteBuf all, ByteBuf piece) {
		if (all.readableBytes() + piece.readableBytes() > MAX_BYTES) {
			throw new IllegalStateException("too much to remember");
		}
		return all.writeBytes(piece);
	}

	/**
	 * Finds what is remembered.
	 * @param model the real id
	 * @return the answer, or {@code null} if there is none
	 */
	@Nullable Props of(ModelId model) {
		return this.props.get(model);
	}

	/**
	 * What a model server said.
	 *
	 * @param body its answer
	 * @param contentType type of the answer
	 * @param readNanos when it was read, on the clock of {@link System#nanoTime()}
	 */
	@SuppressWarnings("ArrayRecordComponent")
	record Props(byte[] body, String contentType, long readNanos) {

		/**
		 * Tells it once more.
		 * @param client who asks
		 * @return completes when it is written
		 */
		Mono<Void> send(ClientSide client) {
			HttpServerResponse response = client.response();
			long age = Duration.ofNanos(System.nanoTime() - this.readNanos).toSeconds();
			response.status(200)
				.header(HttpHeaderNames.CONTENT_TYPE, this.contentType)
				.header(HttpHeaderNames.AGE, Long.toString(age))
				.header(HttpHeaderNames.CONTENT_LENGTH, Integer.toString(this.body.length));
			return HttpMethod.HEAD.equals(client.request().method()) ? response.send()
					: response.sendObject(Unpooled.wrappedBuffer(this.body)).then();
		}

	}

}
