/**
 * What stands beside the codec of each connection of a client: its bounds in number and
 * time, what it answers where there is no request yet, and its lines in the access log.
 */
@NullMarked
package io.llamaswap.connection;

import org.jspecify.annotations.NullMarked;
