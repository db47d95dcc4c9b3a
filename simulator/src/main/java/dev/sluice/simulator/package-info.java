/** A simulated LLM provider: startup and wiring. */
@NullMarked
package dev.sluice.simulator;

import org.jspecify.annotations.NullMarked;
