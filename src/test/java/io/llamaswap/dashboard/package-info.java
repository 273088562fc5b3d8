/**
 * Tests of the pages.
 */
@NullMarked
package io.llamaswap.dashboard;

import org.jspecify.annotations.NullMarked;
