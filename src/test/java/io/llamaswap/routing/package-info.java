/**
 * Tests of the data path, most of them over real sockets.
 */
@NullMarked
package io.llamaswap.routing;

import org.jspecify.annotations.NullMarked;
