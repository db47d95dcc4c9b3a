/** Completion requests, independent of the wire protocol. */
@NullMarked
package dev.sluice.simulator.prompt;

import org.jspecify.annotations.NullMarked;
