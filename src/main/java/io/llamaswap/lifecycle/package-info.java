/**
 * Decides which models run: queue, leases, eviction, idle unloading.
 */
@NullMarked
package io.llamaswap.lifecycle;

import org.jspecify.annotations.NullMarked;
