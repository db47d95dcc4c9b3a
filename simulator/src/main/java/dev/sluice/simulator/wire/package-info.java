/** The two wire protocols: reading requests, writing answers, streams and errors. */
@NullMarked
package dev.sluice.simulator.wire;

import org.jspecify.annotations.NullMarked;
