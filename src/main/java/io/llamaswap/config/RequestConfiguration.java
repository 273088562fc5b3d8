package io.llamaswap.config;

/**
 * What is changed in requests on their way to a model.
 *
 * @param useModelName value written into the request's {@code model}, or {@code ""} to
 * leave it as it is
 */
public record RequestConfiguration(String useModelName) {

}
