package io.llamaswap.connection;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;

import io.llamaswap.error.ApiError;
import io.llamaswap.error.ErrorShape;
import io.llamaswap.error.RenderedError;
import io.llamaswap.error.RequestId;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.codec.http.TooLongHttpLineException;
import org.jspecify.annotations.Nullable;

/**
 * Makes whole answers of the errors that one connection has before there is an exchange,
 * or where there can be none: a status alone says nothing to a person. Stands beside the
 * codec; in shape and id it follows the request as far as it was read.
 */
final class BareErrors extends ChannelDuplexHandler {

	/** What is left of a body that only its own end can tell. */
	static final long CHUNKED = -1;

	/** No head comes any more. */
	private static final long ENDLESS = Long.MAX_VALUE;

	/** As much of a request line as tells what kind of route is asked for. */
	private static final int LINE = 64;

	private final ConnectionProperties limits;

	/** The beginning of the last request line, which may be all that there is of it. */
	private final byte[] line = new byte[LINE];

	private int lineLength;

	/** The one that is being read, or that could not be. */
	private @Nullable HttpRequest request;

	private @Nullable Throwable failure;

	/** Why the head that is being read is refused, if its bytes say so. */
	private @Nullable String objection;

	private long bodyLeft;

	BareErrors(ConnectionProperties limits) {
		this.limits = limits;
	}

	/**
	 * Notes that the head which is being read is to be refused.
	 * @param reason what is wrong with its bytes, for the caller
	 */
	void object(String reason) {
		this.objection = reason;
	}

	/**
	 * Notes a piece of the request line that is being read.
	 * @param bytes holds it
	 * @param from where it begins there
	 * @param length how long it is
	 * @param before how much of the line has come before
	 */
	void line(ByteBuf bytes, int from, int length, int before) {
		if (before < LINE) {
			int kept = Math.min(length, LINE - before);
			bytes.getBytes(from, this.line, before, kept);
			this.lineLength = before + kept;
		}
	}

	/**
	 * Tells how much the codec reads before the next head.
	 * @return bytes, or {@link #CHUNKED}
	 */
	long bodyLeft() {
		return this.bodyLeft;
	}

	@Override
	public void channelRead(ChannelHandlerContext context, Object message) {
		if (message instanceof HttpObject part && this.failure == null) {
			note(part);
		}
		context.fireChannelRead(message);
	}

	// Behind a failure nothing is read that could be answered.
	private void note(HttpObject part) {
		if (part instanceof HttpRequest next) {
			// One that is whole stands for a line that could not be read, and says
			// nothing.
			this.request = (part instanceof FullHttpRequest) ? null : next;
			if (next.decoderResult().isSuccess()) {
				spell(next);
			}
		}
		if (part.decoderResult().isFailure()) {
			this.failure = part.decoderResult().cause();
			this.bodyLeft = ENDLESS;
		}
		else {
			count(part);
		}
	}

	private void count(HttpObject part) {
		if (part instanceof HttpRequest next) {
			this.bodyLeft = HttpUtil.isTransferEncodingChunked(next) ? CHUNKED : HttpUtil.getContentLength(next, 0L);
		}
		if (part instanceof LastHttpContent) {
			this.request = null;
			this.bodyLeft = 0;
		}
		else if (part instanceof HttpContent content && this.bodyLeft != CHUNKED) {
			this.bodyLeft -= content.content().readableBytes();
		}
	}

	private void spell(HttpRequest next) {
		try {
			if (this.objection != null) {
				throw new IllegalArgumentException(this.objection);
			}
			requireKnownFraming(next);
			next.setUri(RequestTarget.escaped(next.uri()));
			leaveEmptyPortOut(next.headers());
		}
		catch (IllegalArgumentException ex) {
			next.setDecoderResult(DecoderResult.failure(ex));
		}
	}

	// The codec undoes chunks and no other coding, and takes it for granted that chunks
	// are the last one (RFC 9112 6.1). It has one object for each version that is spelt
	// as it has to be. A later minor version is answered as ours (RFC 9110 2.5).
	@SuppressWarnings("ReferenceEquality")
	private static void requireKnownFraming(HttpRequest next) {
		HttpVersion version = next.protocolVersion();
		if (version.majorVersion() == 1 && version.minorVersion() > 1) {
			next.setProtocolVersion(HttpVersion.HTTP_1_1);
		}
		else if (version != HttpVersion.HTTP_1_1 && version != HttpVersion.HTTP_1_0) {
			throw new IllegalArgumentException("its version is neither HTTP/1.1 nor HTTP/1.0");
		}
		if (next.headers().contains(HttpHeaderNames.TRANSFER_ENCODING)) {
			List<String> codings = next.headers().getAll(HttpHeaderNames.TRANSFER_ENCODING);
			if (codings.size() != 1 || !HttpHeaderValues.CHUNKED.contentEqualsIgnoreCase(codings.get(0))) {
				throw new IllegalArgumentException("its transfer coding is not exactly chunked");
			}
		}
	}

	// It is legal (RFC 3986 3.2.3), and not everybody behind can read it.
	private static void leaveEmptyPortOut(HttpHeaders headers) {
		String host = headers.get(HttpHeaderNames.HOST);
		if (host != null && host.endsWith(":") && headers.getAll(HttpHeaderNames.HOST).size() == 1) {
			headers.set(HttpHeaderNames.HOST, host.substring(0, host.length() - 1));
		}
	}

	/**
	 * Writes an {@link ApiError} as the last answer of the connection, and gives a body
	 * to the errors of the server itself, which know no id of a request.
	 */
	@Override
	public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) throws Exception {
		Object answer = message;
		if (message instanceof ApiError error) {
			FullHttpResponse last = new DefaultFullHttpResponse(HttpVersion.HTTP_1_1,
					HttpResponseStatus.valueOf(error.status()));
			last.headers().set(HttpHeaderNames.CONNECTION, "close");
			answer = filled(last, error);
		}
		else if (message instanceof FullHttpResponse response && isBare(response)) {
			answer = filled(response, errorOf(response.status()));
		}
		else if (message instanceof HttpResponse response
				&& HttpResponseStatus.SWITCHING_PROTOCOLS.equals(response.status())) {
			this.bodyLeft = ENDLESS;
		}
		super.write(context, answer, promise);
	}

	private static boolean isBare(FullHttpResponse response) {
		return response.status().code() >= 400 && !response.content().isReadable()
				&& !response.headers().contains(RequestId.HEADER);
	}

	private FullHttpResponse filled(FullHttpResponse bare, ApiError error) {
		HttpRequest known = this.request;
		String path = (known != null) ? known.uri() : target();
		String id = RequestId.of((known != null) ? known.headers().get(RequestId.HEADER) : null);
		RenderedError rendered = ErrorShape.render(error.withRequestId(id), path,
				(known != null) ? known.headers().get(HttpHeaderNames.ACCEPT) : null);
		FullHttpResponse answer = bare.replace(Unpooled.copiedBuffer(rendered.body(), StandardCharsets.UTF_8));
		bare.release();
		answer.setStatus(HttpResponseStatus.valueOf(error.status()));
		HttpHeaders headers = answer.headers();
		rendered.headers().forEach(headers::set);
		headers.set(RequestId.HEADER, id);
		headers.set(HttpHeaderNames.CONTENT_LENGTH, answer.content().readableBytes());
		return answer;
	}

	private String target() {
		String[] words = new String(this.line, 0, this.lineLength, StandardCharsets.ISO_8859_1).split("\\s+", 3);
		return (words.length > 1) ? words[1] : "/";
	}

	private ApiError errorOf(HttpResponseStatus status) {
		HttpRequest known = this.request;
		if (known != null && known.protocolVersion().majorVersion() != 1) {
			return ApiError.versionNotSupported();
		}
		if (known != null && known.decoderResult().isSuccess() && this.failure instanceof TooLongHttpLineException) {
			return ApiError.unreadable("a line between its chunks is too long");
		}
		if (HttpResponseStatus.REQUEST_URI_TOO_LONG.equals(status)) {
			return ApiError.requestLineTooLong(this.limits.requestLine().toBytes());
		}
		if (HttpResponseStatus.REQUEST_HEADER_FIELDS_TOO_LARGE.equals(status)) {
			return ApiError.headersTooLarge(this.limits.headers().toBytes());
		}
		return HttpResponseStatus.BAD_REQUEST.equals(status) ? ApiError.unreadable(reason())
				: ApiError.of(status.code(), Objects.requireNonNullElse(status.reasonPhrase(), ""));
	}

	private String reason() {
		if (this.objection != null) {
			return this.objection;
		}
		String told = (this.failure instanceof IllegalArgumentException) ? this.failure.getMessage() : null;
		return (told != null && told.length() <= 200) ? told : "it is no well-formed HTTP";
	}

}
