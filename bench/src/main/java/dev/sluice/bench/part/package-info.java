/** The parts of the bench; each measures a few figures. */
@NullMarked
package dev.sluice.bench.part;

import org.jspecify.annotations.NullMarked;
