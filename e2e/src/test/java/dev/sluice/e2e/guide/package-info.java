/** Runs the examples in the HTTP guide. */
@NullMarked
package dev.sluice.e2e.guide;

import org.jspecify.annotations.NullMarked;
