package io.llamaswap.routing;

import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;

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
	 * knows them by our key only, so what a path needs there it needs here.
	 * @param target where the request goes
	 * @param method its method
	 * @param caller who asks
	 * @throws RequestRefusedException with 403 if not
	 */
	static void requireScope(Destination.Target target, String method, Caller caller) {
		if (target.prefix().isEmpty()) {
			return;
		}
		String path = PARAMETERS.matcher(Objects.requireNonNullElse(UpstreamPath.decode(target.path()), target.path()))
			.replaceAll("")
			.replaceAll("/{2,}", "/");
		Caller.Scope needed = RouteScope.of(path, method);
		if (!caller.may(needed)) {
			throw new RequestRefusedException(
					ApiError.of(403, "this key is not for what that path does behind a peer"));
		}
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
