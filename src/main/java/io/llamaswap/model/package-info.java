/**
 * The words everyone shares: model id, model state, what happened to a model.
 */
@NullMarked
package io.llamaswap.model;

import org.jspecify.annotations.NullMarked;
