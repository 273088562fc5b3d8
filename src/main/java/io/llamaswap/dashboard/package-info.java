/**
 * Thymeleaf pages and their live fragments.
 */
@NullMarked
package io.llamaswap.dashboard;

import org.jspecify.annotations.NullMarked;
