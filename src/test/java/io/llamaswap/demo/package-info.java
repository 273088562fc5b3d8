/**
 * Tests of the demo model server, as a real process.
 */
@NullMarked
package io.llamaswap.demo;

import org.jspecify.annotations.NullMarked;
