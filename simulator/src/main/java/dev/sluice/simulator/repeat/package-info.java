/** How often the same thing was seen before. */
@NullMarked
package dev.sluice.simulator.repeat;

import org.jspecify.annotations.NullMarked;
