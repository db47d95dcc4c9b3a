/** A simulated LLM provider: start-up and wiring. */
@NullMarked
package dev.sluice.simulator;

import org.jspecify.annotations.NullMarked;
