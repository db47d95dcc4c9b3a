/**
 * A mock provider with minimal CPU cost: chat completions, unstreamed and streamed, with a
 * configurable delay.
 */
@NullMarked
package dev.sluice.bench.mock;

import org.jspecify.annotations.NullMarked;
