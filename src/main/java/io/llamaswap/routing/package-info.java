/**
 * The data path: finds the model of a request, holds a lease while the exchange lasts,
 * forwards.
 */
@NullMarked
package io.llamaswap.routing;

import org.jspecify.annotations.NullMarked;
