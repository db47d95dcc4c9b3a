/**
 * A provider that costs next to nothing: chat completions, whole and streamed, after a set delay.
 */
@NullMarked
package dev.sluice.bench.mock;

import org.jspecify.annotations.NullMarked;
