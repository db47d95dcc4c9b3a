/** Plans the outcome, latency and token rate of calls. */
@NullMarked
package dev.sluice.simulator.behaviour;

import org.jspecify.annotations.NullMarked;
