/**
 * The official clients of others, against the whole program with real model servers.
 */
@NullMarked
package io.llamaswap.client;

import org.jspecify.annotations.NullMarked;
