package io.llamaswap.routing;

import io.llamaswap.error.ApiError;

/**
 * Signals that a request gets an error as its answer. Carries no stack trace: it is an
 * answer.
 */
final class RequestRefusedException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	private final transient ApiError error;

	RequestRefusedException(ApiError error) {
		super(error.message(), null, false, false);
		this.error = error;
	}

	ApiError error() {
		return this.error;
	}

}
