/**
 * The scheduler under simulation, and its shell.
 */
@NullMarked
package io.llamaswap.lifecycle;

import org.jspecify.annotations.NullMarked;
