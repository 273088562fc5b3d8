package io.llamaswap.routing;

import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;

import io.llamaswap.config.PeerConfiguration;
import io.llamaswap.directory.Recipient;
import io.llamaswap.error.ApiError;
import io.llamaswap.model.Caller;
import io.llamaswap.model.RouteScope;

/**
 * Keeps callers to their models. A model that one may not use is to them as if it did not
 * exist: no answer of ours tells its name.
 */
final class CallerModels {

	private static final Pattern PARAMETERS = Pattern.compile(";[^/]*+");

	private CallerModels() {
	}

	/**
	 * Makes sure that a caller may use a model, under the name it asked for or under its
	 * real id.
	 * @param target where the request goes
	 * @param requested the name as requested
	 * @param caller who asks
	 * @throws RequestRefusedException with 404 if not
	 */
	static void require(Destination.Target target, String requested, Caller caller) {
		if (!target.model().isOpenTo(caller, requested)) {
			throw new RequestRefusedException(target.prefix().isEmpty() ? ApiError.unknownModel(requested, List.of())
					: ApiError.modelNotFound(requested, List.of()));
		}
	}

	/**
	 * Makes sure that a caller may ask a peer for a path. A peer that is a llama-swap too
	 * knows them by our key only, so what a path needs there it needs here; and where the
	 * path chooses the model there, they need all models of the peer.
	 * @param target where the request goes
	 * @param peer the peer
	 * @param method its method
	 * @param caller who asks
	 * @throws RequestRefusedException with 403 if not
	 */
	static void requireBehind(Destination.Target target, PeerConfiguration peer, String method, Caller caller) {
		String path = PARAMETERS.matcher(Objects.requireNonNullElse(UpstreamPath.text(target.path()), target.path()))
			.replaceAll("")
			.replaceAll("/{2,}", "/");
		if (!maySee(path, method, caller)) {
			throw new RequestRefusedException(
					ApiError.of(403, "this key is not for what that path does behind a peer"));
		}
		boolean named = target.prefix().isEmpty() && !path.startsWith(UpstreamPath.PREFIX);
		if (!named && !peer.models().stream().allMatch((model) -> mayUse(peer, model, caller))) {
			throw new RequestRefusedException(ApiError.of(403,
					"this key is not for all models of that peer; name the model in the body or the query instead"));
		}
	}

	// Behind /upstream/ comes the path that the next one sees. Where the name in front of
	// it ends is known there only, so every rest counts.
	private static boolean maySee(String path, String method, Caller caller) {
		int at = 0;
		while (at >= 0 && caller.may(RouteScope.of(path.substring(at), method))) {
			at = path.startsWith(UpstreamPath.PREFIX) ? path.indexOf('/', at + 1) : -1;
		}
		return at < 0;
	}

	private static boolean mayUse(PeerConfiguration peer, String model, Caller caller) {
		return caller.mayUse(model) || caller.mayUse(new Recipient.Remote(peer, model).fullName());
	}

	/**
	 * Takes the names of others' models out of an error.
	 * @param refused why a request is refused
	 * @param requested the name as requested, or {@code ""} if there is none
	 * @param caller who asks
	 * @param all the names that may be suggested to somebody
	 * @return what the caller is told
	 */
	static RequestRefusedException withoutOthers(RequestRefusedException refused, String requested, Caller caller,
			List<String> all) {
		List<String> own = all.stream().filter(caller::mayUse).toList();
		if (refused.error().status() != 404 || own.size() == all.size()) {
			return refused;
		}
		String message = refused.error().message();
		if (message.startsWith(ApiError.unknownModel("", List.of()).message())) {
			return new RequestRefusedException(ApiError.unknownModel(requested, own));
		}
		return message.startsWith(ApiError.modelNotFound("", List.of()).message())
				? new RequestRefusedException(ApiError.modelNotFound(requested, own)) : refused;
	}

}
