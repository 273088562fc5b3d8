/**
 * A bounded history per source of log lines, and their live followers.
 */
@NullMarked
package io.llamaswap.log;

import org.jspecify.annotations.NullMarked;
