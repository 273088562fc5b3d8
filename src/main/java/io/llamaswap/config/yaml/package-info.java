/**
 * Reads YAML as llama-swap does, into a small untyped tree that knows its places.
 */
@NullMarked
package io.llamaswap.config.yaml;

import org.jspecify.annotations.NullMarked;
