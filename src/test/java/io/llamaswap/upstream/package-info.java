/**
 * Tests of the life of one model server.
 */
@NullMarked
package io.llamaswap.upstream;

import org.jspecify.annotations.NullMarked;
