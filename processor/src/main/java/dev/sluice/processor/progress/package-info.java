/** How far running jobs have come, written to their rows. */
@NullMarked
package dev.sluice.processor.progress;

import org.jspecify.annotations.NullMarked;
