/** The OpenAI and Anthropic wire protocols. */
@NullMarked
package dev.sluice.simulator.wire;

import org.jspecify.annotations.NullMarked;
