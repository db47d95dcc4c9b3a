/** Counts repeated requests. */
@NullMarked
package dev.sluice.simulator.occurrence;

import org.jspecify.annotations.NullMarked;
