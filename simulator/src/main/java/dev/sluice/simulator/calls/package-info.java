/** The log of all calls received. */
@NullMarked
package dev.sluice.simulator.calls;

import org.jspecify.annotations.NullMarked;
