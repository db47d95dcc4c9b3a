/** Figures, their rounds and goals, and how they are written down. */
@NullMarked
package dev.sluice.bench.report;

import org.jspecify.annotations.NullMarked;
