/** Serves completions, from the request to the last byte. */
@NullMarked
package dev.sluice.simulator.serve;

import org.jspecify.annotations.NullMarked;
