/**
 * Tests what is seen of the machine.
 */
@NullMarked
package io.llamaswap.hardware;

import org.jspecify.annotations.NullMarked;
