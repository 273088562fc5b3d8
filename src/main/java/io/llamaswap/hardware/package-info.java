/**
 * What accelerators and memory the host has, and how full they are.
 */
@NullMarked
package io.llamaswap.hardware;

import org.jspecify.annotations.NullMarked;
