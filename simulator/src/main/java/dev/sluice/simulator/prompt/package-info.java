/** What a request asks of the model, whichever wire it came over. */
@NullMarked
package dev.sluice.simulator.prompt;

import org.jspecify.annotations.NullMarked;
