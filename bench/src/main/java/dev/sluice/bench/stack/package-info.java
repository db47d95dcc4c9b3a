/** The processes under test, and what they use. */
@NullMarked
package dev.sluice.bench.stack;

import org.jspecify.annotations.NullMarked;
