/** How the next call will go: its outcome, its latency and its pace. */
@NullMarked
package dev.sluice.simulator.behaviour;

import org.jspecify.annotations.NullMarked;
