package io.llamaswap.routing;

import java.net.URI;
import java.util.Optional;

import io.llamaswap.config.Configuration;
import io.llamaswap.error.ApiError;
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

	private final Configuration configuration;

	private final HttpServerRequest request;

	private final URI uri;

	private final Channel client;

	private final BodyLimits limits;

	private RequestBody body;

	private String requestedName = "";

	TargetSearch(Configuration configuration, HttpServerRequest request, URI uri, Channel client, BodyLimits limits) {
		this.configuration = configuration;
		this.request = request;
		this.uri = uri;
		this.client = client;
		this.limits = limits;
		this.body = new RequestBody(request, client, NoScanner.INSTANCE, limits);
	}

	/**
	 * Returns the body of the request, whether or not it was looked at.
	 * @return the body, to be closed by the caller
	 */
	RequestBody body() {
		return this.body;
	}

	/**
	 * Returns the name that was found in the request, known to us or not.
	 * @return the name, or {@code ""} as long as there is none
	 */
	String requestedName() {
		return this.requestedName;
	}

	/**
	 * Searches.
	 * @param route where the model stands
	 * @return the destination, or {@link RequestRefusedException}
	 */
	Mono<Destination> find(ModelRoute route) {
		return Mono.defer(() -> switch (route.source()) {
			case BODY -> byBody(route.path());
			case QUERY -> byQuery(route.path());
			case PATH -> byPath(route.path());
			case NOT_ALLOWED -> Mono.just(new Destination.NotAllowed(route.path()));
		});
	}

	private Mono<Destination> byBody(String path) {
		HttpHeaders headers = this.request.requestHeaders();
		String encoding = headers.get(HttpHeaderNames.CONTENT_ENCODING);
		if (encoding != null && !encoding.isBlank() && !"identity".equalsIgnoreCase(encoding.strip())) {
			return Mono.error(new RequestRefusedException(ApiError.encodedBody(encoding)));
		}
		String contentType = headers.get(HttpHeaderNames.CONTENT_TYPE);
		this.body = new RequestBody(this.request, this.client, SniffingModelScanner.forContentType(contentType),
				this.limits);
		boolean json = contentType != null && contentType.contains("application/json");
		return this.body.search().map((found) -> {
			ModelScanner.Finding finding = this.body.finding();
			String name = (finding != null) ? finding.model()
					: json ? null : FormModelScanner.modelOf(this.uri.getRawQuery());
			RequestedModel wanted = resolve(name);
			if (finding != null) {
				this.body.rewriteModel(nameForUpstream(wanted));
			}
			return new Destination.Target(wanted, path, "");
		});
	}

	private Mono<Destination> byQuery(String path) {
		RequestedModel wanted = resolve(FormModelScanner.modelOf(this.uri.getRawQuery()));
		return this.body.search().map((found) -> new Destination.Target(wanted, path, ""));
	}

	private Mono<Destination> byPath(String path) {
		String objection = UpstreamPath.objection(path);
		if (objection != null) {
			return Mono.error(new RequestRefusedException(ApiError.refusedPath(objection)));
		}
		Optional<UpstreamPath<RequestedModel>> parts = UpstreamPath.parse(path,
				(name) -> RequestedModel.resolve(name, this.configuration));
		if (parts.isEmpty()) {
			String first = path.substring(UpstreamPath.PREFIX.length()).split("/", 2)[0];
			return Mono.error(new RequestRefusedException(
					ApiError.modelNotFound(first, RequestedModel.listedNames(this.configuration))));
		}
		UpstreamPath<RequestedModel> target = parts.get();
		if (target.rest().isEmpty()) {
			return Mono.just(new Destination.Redirect(target.prefix() + "/"));
		}
		HttpMethod method = this.request.method();
		if (HttpMethod.TRACE.equals(method) || HttpMethod.CONNECT.equals(method)) {
			return Mono.just(new Destination.NotAllowed("GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS"));
		}
		this.requestedName = target.name();
		return this.body.search()
			.map((found) -> new Destination.Target(target.model(), target.rest(), target.prefix()));
	}

	private RequestedModel resolve(@Nullable String name) {
		if (name == null) {
			throw new RequestRefusedException(ApiError.noModel());
		}
		this.requestedName = name;
		return RequestedModel.resolve(name, this.configuration)
			.orElseThrow(() -> new RequestRefusedException(
					ApiError.unknownModel(name, RequestedModel.listedNames(this.configuration))));
	}

	private String nameForUpstream(RequestedModel wanted) {
		String name = this.configuration.find(wanted.lease().model())
			.map((found) -> found.requests().useModelName())
			.orElse("");
		return name.isEmpty() ? wanted.name() : name;
	}

}
