package io.llamaswap.routing;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

import io.llamaswap.activity.Recording;
import io.llamaswap.config.ProbeConfiguration;
import io.llamaswap.directory.ModelDirectory;
import io.llamaswap.directory.Recipient;
import io.llamaswap.directory.Resolution;
import io.llamaswap.directory.UnresolvedNameException;
import io.llamaswap.error.ApiError;
import io.llamaswap.json.JsonEdit;
import io.llamaswap.json.JsonPath;
import io.netty.channel.Channel;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.netty.http.server.HttpServerRequest;

/**
 * Finds which model a request wants, and the path that its server is to see. Reads no
 * more of the body than that takes.
 */
final class TargetSearch {

	private static final String METHODS = "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS";

	/** The reserved id behind {@code /comfyui/}. */
	private static final String COMFYUI_MODEL = "comfyui_auto";

	private static final JsonPath MODEL = JsonPath.parse("model");

	private final ModelDirectory directory;

	private final HttpServerRequest request;

	private final URI uri;

	private final Channel client;

	private final BodyLimits limits;

	private final @Nullable Recording recording;

	private @Nullable RequestBody body;

	private String requestedName = "";

	private Runnable release = () -> {
	};

	TargetSearch(ModelDirectory directory, HttpServerRequest request, URI uri, Channel client, BodyLimits limits,
			@Nullable Recording recording) {
		this.directory = directory;
		this.request = request;
		this.uri = uri;
		this.client = client;
		this.limits = limits;
		this.recording = recording;
	}

	/**
	 * Returns the body of the request, whether or not it was looked at.
	 * @return the body, to be closed by the caller
	 */
	RequestBody body() {
		RequestBody known = this.body;
		return (known != null) ? known : body(NoScanner.INSTANCE);
	}

	private RequestBody body(ModelScanner scanner) {
		RequestBody made = new RequestBody(this.request, this.client, scanner, this.limits, this.recording);
		this.body = made;
		return made;
	}

	/**
	 * Returns the name that was found in the request, known to us or not.
	 * @return the name, or {@code ""} as long as there is none
	 */
	String requestedName() {
		return this.requestedName;
	}

	/**
	 * Lets go of everything, in whatever state the exchange is.
	 */
	void close() {
		if (this.body != null) {
			this.body.close();
		}
		this.release.run();
	}

	/**
	 * Searches.
	 * @param route where the model stands
	 * @return the destination, or {@link RequestRefusedException}
	 */
	Mono<Destination> find(ModelRoute route) {
		return Mono.defer(() -> {
			HttpMethod method = this.request.method();
			if (HttpMethod.TRACE.equals(method) || HttpMethod.CONNECT.equals(method)) {
				return Mono.just(new Destination.NotAllowed(METHODS));
			}
			String objection = UpstreamPath.objection(route.path());
			if (objection != null) {
				return Mono.error(new RequestRefusedException(ApiError.refusedPath(objection)));
			}
			return switch (route.source()) {
				case REQUEST -> byRequest(route);
				case PATH -> byPath(route.path());
				case COMFYUI -> byComfyUi(route.path());
			};
		});
	}

	private Mono<Destination> byRequest(ModelRoute route) {
		HttpHeaders headers = this.request.requestHeaders();
		HttpMethod method = this.request.method();
		String named = NamedModel.find(this.uri, headers, this.directory::isName);
		String contentType = NamedModel.only(HttpHeaderNames.CONTENT_TYPE, "Content-Type", headers);
		boolean unread = HttpMethod.GET.equals(method) || HttpMethod.HEAD.equals(method)
				|| (named != null && isSoundOrPicture(contentType));
		if (unread) {
			return (named != null || isServed(route))
					? body().search().map((found) -> target(resolve(named), route, false)) : withoutModel(route);
		}
		String encoding = NamedModel.only(HttpHeaderNames.CONTENT_ENCODING, "Content-Encoding", headers);
		if (encoding != null && !encoding.isBlank() && !"identity".equalsIgnoreCase(encoding.strip())) {
			return Mono.error(new RequestRefusedException(ApiError.encodedBody(encoding)));
		}
		return body(SniffingModelScanner.forContentType(contentType, this.uri.getRawQuery())).search()
			.flatMap((found) -> byBody(route, named));
	}

	private Mono<Destination> byBody(ModelRoute route, @Nullable String named) {
		ModelScanner.Finding finding = body().finding();
		String name = (finding != null) ? finding.model() : named;
		if (name == null) {
			return isServed(route) ? byDefault(route) : withoutModel(route);
		}
		Resolution wanted = resolve(name);
		body().rewriteModel(wanted.nameForRecipient());
		return body().edit(wanted.edits()).map((edited) -> target(wanted, route, finding != null));
	}

	// A body that names nobody names the default model from here on.
	private Mono<Destination> byDefault(ModelRoute route) {
		Resolution wanted = resolve(null);
		List<JsonEdit> edits = new ArrayList<>();
		edits.add(JsonEdit.set(MODEL, wanted.nameForRecipient()));
		edits.addAll(wanted.edits());
		return body().edit(edits).map((edited) -> target(wanted, route, edited));
	}

	private Destination target(Resolution wanted, ModelRoute route, boolean inBody) {
		boolean socket = WebSocketTunnel.isAsked(this.request);
		String probe = socket ? ignoredWebsocket(wanted)
				: Probe.of(this.request.method(), this.request.requestHeaders(), this.uri.getRawPath(), probes());
		if (socket && !probe.isEmpty()) {
			// It lives long and does nothing, so no selector counts it.
			this.release.run();
		}
		return new Destination.Target(wanted, route.path(), query(wanted, inBody), "", probe);
	}

	// The default model answers for these.
	private boolean isServed(ModelRoute route) {
		return route.isKnown() && route.allows(this.request.method().name());
	}

	private Mono<Destination> withoutModel(ModelRoute route) {
		return Mono.just(route.isKnown() ? new Destination.NotAllowed(String.join(", ", route.methods()))
				: new Destination.Unknown(this.uri.getRawPath()));
	}

	private static boolean isSoundOrPicture(@Nullable String contentType) {
		return contentType != null && (contentType.startsWith("audio/") || contentType.startsWith("video/")
				|| contentType.startsWith("image/"));
	}

	private Mono<Destination> byPath(String path) {
		UpstreamPath<Resolution> target = inPath(path);
		if (target.rest().isEmpty()) {
			return Mono.just(new Destination.Redirect(target.prefix() + "/"));
		}
		this.requestedName = target.name();
		String probe = WebSocketTunnel.isAsked(this.request) ? ignoredWebsocket(target.model())
				: Probe.below(this.request.method(), this.request.requestHeaders(), path, target.rest(), probes());
		return body().search()
			.map((found) -> new Destination.Target(target.model(), target.rest(), this.uri.getRawQuery(),
					target.prefix(), probe));
	}

	private Mono<Destination> byComfyUi(String path) {
		String rest = path.substring(ModelRoute.COMFYUI.length() - 1);
		if (rest.isEmpty()) {
			return Mono.just(new Destination.Redirect(ModelRoute.COMFYUI));
		}
		Resolution wanted = this.directory.resolveInPath(COMFYUI_MODEL).orElse(null);
		if (wanted == null || !(wanted.recipient() instanceof Recipient.Local)) {
			return Mono
				.error(new RequestRefusedException(ApiError.of(404, "local model " + COMFYUI_MODEL + " not found")));
		}
		this.requestedName = COMFYUI_MODEL;
		boolean root = "/".equals(rest) && !WebSocketTunnel.isAsked(this.request)
				&& !HttpMethod.HEAD.equals(this.request.method());
		String probe = root ? "" : "only /comfyui/ can start it";
		return body().search()
			.map((found) -> new Destination.Target(wanted, rest, this.uri.getRawQuery(), "/comfyui", probe));
	}

	private ProbeConfiguration probes() {
		return this.directory.configuration().access().probes();
	}

	private static String ignoredWebsocket(Resolution wanted) {
		boolean ignored = wanted.recipient() instanceof Recipient.Local local
				&& local.model().requests().ignoreWebsockets();
		return ignored ? "ignored websocket requests cannot start it" : "";
	}

	// A query that names the model under a name of ours would not be understood. A peer
	// has many models, so it is always told which; a server here has one.
	private @Nullable String query(Resolution wanted, boolean inBody) {
		String query = this.uri.getRawQuery();
		boolean remote = wanted.recipient() instanceof Recipient.Remote;
		if (remote && !inBody) {
			return FormModelScanner.name(query, wanted.nameForRecipient());
		}
		boolean renamed = remote || !wanted.nameForRecipient().equals(this.requestedName);
		return (query != null && renamed) ? FormModelScanner.rename(query, wanted.nameForRecipient()) : query;
	}

	// A pin renames the beginning of the path; what it stands for is never a pin again.
	private UpstreamPath<Resolution> inPath(String path) {
		Optional<UpstreamPath<String>> pin = UpstreamPath.parse(path, this.directory::pin);
		if (pin.isPresent()) {
			UpstreamPath<String> pinned = pin.get();
			return this.directory.resolveInPath(pinned.model())
				.map((model) -> new UpstreamPath<>(model, pinned.name(), pinned.rest(), pinned.prefix()))
				.orElseThrow(() -> notFound(pinned.name()));
		}
		return UpstreamPath.parse(path, this.directory::resolveInPath)
			.orElseThrow(() -> notFound(Objects.requireNonNullElse(
					UpstreamPath.decode(path.substring(UpstreamPath.PREFIX.length()).split("/", 2)[0]), "")));
	}

	private RequestRefusedException notFound(String name) {
		List<String> known = this.directory.suggestions()
			.stream()
			.filter((other) -> this.directory.resolveInPath(other).isPresent())
			.toList();
		return new RequestRefusedException(ApiError.modelNotFound(name, known));
	}

	private Resolution resolve(@Nullable String name) {
		this.requestedName = (name != null) ? name : "";
		try {
			Resolution found = this.directory.resolve(name);
			this.release = found.release();
			return found;
		}
		catch (UnresolvedNameException ex) {
			throw new RequestRefusedException(switch (ex.reason()) {
				case NO_NAME -> ApiError.noModel();
				case UNKNOWN -> ApiError.unknownModel(ex.name(), ex.known());
				case NOTHING_AVAILABLE -> ApiError.noTarget(ex.name());
			});
		}
	}

}
