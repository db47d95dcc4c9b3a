/** Benchmarks of Sluice's executable jars. */
@NullMarked
package dev.sluice.bench;

import org.jspecify.annotations.NullMarked;
