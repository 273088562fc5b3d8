/**
 * Tests of what stands beside the codec of a connection.
 */
@NullMarked
package io.llamaswap.connection;

import org.jspecify.annotations.NullMarked;
