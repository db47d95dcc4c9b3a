/** The attempts that this process holds now, and what they have come to so far. */
@NullMarked
package dev.sluice.processor.running;

import org.jspecify.annotations.NullMarked;
