/**
 * The tiny model server that ships inside the jar, for a first try and for tests.
 */
@NullMarked
package io.llamaswap.demo;

import org.jspecify.annotations.NullMarked;
