/**
 * Tests of the YAML tree.
 */
@NullMarked
package io.llamaswap.config.yaml;

import org.jspecify.annotations.NullMarked;
