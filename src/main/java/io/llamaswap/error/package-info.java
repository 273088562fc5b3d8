/**
 * What a caller is told when something goes wrong: one catalogue, in the shape of the
 * caller's API.
 */
@NullMarked
package io.llamaswap.error;

import org.jspecify.annotations.NullMarked;
