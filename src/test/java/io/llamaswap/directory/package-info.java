/**
 * Which names there are and what they stand for at this moment: models, aliases,
 * profiles, selectors, peers.
 */
@NullMarked
package io.llamaswap.directory;

import org.jspecify.annotations.NullMarked;
