/**
 * Tests of the configuration.
 */
@NullMarked
package io.llamaswap.config;

import org.jspecify.annotations.NullMarked;
