/** The README, run as it stands. */
@NullMarked
package dev.sluice.e2e.readme;

import org.jspecify.annotations.NullMarked;
