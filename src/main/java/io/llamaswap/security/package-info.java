/**
 * Who may come in: keys, {@code Host} and {@code Origin} checks, and the one decision
 * about every request.
 */
@NullMarked
package io.llamaswap.security;

import org.jspecify.annotations.NullMarked;
