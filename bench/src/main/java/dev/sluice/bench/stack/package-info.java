/** The processes under test and their resource usage. */
@NullMarked
package dev.sluice.bench.stack;

import org.jspecify.annotations.NullMarked;
