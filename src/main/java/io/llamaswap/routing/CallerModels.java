package io.llamaswap.routing;

import java.util.List;

import io.llamaswap.error.ApiError;
import io.llamaswap.model.Caller;

/**
 * Keeps callers to their models. A model that one may not use is to them as if it did not
 * exist: no answer of ours tells its name.
 */
final class CallerModels {

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
