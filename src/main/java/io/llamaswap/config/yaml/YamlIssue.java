package io.llamaswap.config.yaml;

/**
 * Something about a source that the reader wants to tell.
 *
 * @param fatal whether the file cannot be used
 * @param position where
 * @param key the key it is about, or {@code ""}
 * @param message what is wrong
 * @param expected what to write instead
 */
public record YamlIssue(boolean fatal, Position position, String key, String message, String expected) {

}
