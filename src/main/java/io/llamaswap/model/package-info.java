/**
 * The words everyone shares: model id, model state, what happened to a model, and the
 * clock that nobody sets.
 */
@NullMarked
package io.llamaswap.model;

import org.jspecify.annotations.NullMarked;
