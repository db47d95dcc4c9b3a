/** The call log. */
@NullMarked
package dev.sluice.simulator.calls;

import org.jspecify.annotations.NullMarked;
