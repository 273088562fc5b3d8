/**
 * Tests of who may come in.
 */
@NullMarked
package io.llamaswap.security;

import org.jspecify.annotations.NullMarked;
