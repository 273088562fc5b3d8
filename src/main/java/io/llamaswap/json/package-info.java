/**
 * Edits members of a JSON text and leaves every other byte of it as it was; reads and
 * writes the strings of one. Pure.
 */
@NullMarked
package io.llamaswap.json;

import org.jspecify.annotations.NullMarked;
