/**
 * The life of one model server: states, readiness, stop; declares the launcher port.
 */
@NullMarked
package io.llamaswap.upstream;

import org.jspecify.annotations.NullMarked;
