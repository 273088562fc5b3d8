package io.llamaswap.config;

/**
 * What happens to requests on their way to a model.
 *
 * @param useModelName value written into the request's {@code model}, or {@code ""} to
 * leave it as it is
 * @param filters what is changed in JSON bodies
 * @param timeouts time limits of connections to the model server
 * @param sendLoadingState whether streams tell that the model is loading; the global
 * default is already applied
 * @param ignoreWebsockets whether websockets neither start the model nor count
 * @param answers what callers are told while they wait
 */
public record RequestConfiguration(String useModelName, FilterConfiguration filters, TimeoutConfiguration timeouts,
		boolean sendLoadingState, boolean ignoreWebsockets, AnswerConfiguration answers) {

	/** What a model has that says nothing. */
	public static final RequestConfiguration DEFAULT = new RequestConfiguration("");

	/**
	 * Creates what a model has that says nothing else.
	 * @param useModelName value written into the request's {@code model}, or {@code ""}
	 */
	public RequestConfiguration(String useModelName) {
		this(useModelName, FilterConfiguration.NONE, TimeoutConfiguration.OF_MODELS, false, false,
				AnswerConfiguration.DEFAULT);
	}

}
