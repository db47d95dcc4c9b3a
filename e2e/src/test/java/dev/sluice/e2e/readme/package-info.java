/** Runs the README's commands. */
@NullMarked
package dev.sluice.e2e.readme;

import org.jspecify.annotations.NullMarked;
