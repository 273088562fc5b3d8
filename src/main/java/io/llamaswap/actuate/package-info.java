/**
 * Actuator endpoints, health and meters.
 */
@NullMarked
package io.llamaswap.actuate;

import org.jspecify.annotations.NullMarked;
