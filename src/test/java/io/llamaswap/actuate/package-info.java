/**
 * Tests of the management endpoints.
 */
@NullMarked
package io.llamaswap.actuate;

import org.jspecify.annotations.NullMarked;
