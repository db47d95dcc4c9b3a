/** Figures with their rounds and goals, and the report. */
@NullMarked
package dev.sluice.bench.report;

import org.jspecify.annotations.NullMarked;
