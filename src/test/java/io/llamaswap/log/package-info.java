/**
 * Tests of the log histories and their followers.
 */
@NullMarked
package io.llamaswap.log;

import org.jspecify.annotations.NullMarked;
