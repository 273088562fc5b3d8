/**
 * Turns the configuration file(s) into one immutable, fully checked value.
 */
@NullMarked
package io.llamaswap.config;

import org.jspecify.annotations.NullMarked;
