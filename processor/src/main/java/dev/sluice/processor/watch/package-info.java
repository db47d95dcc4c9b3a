/**
 * What clients want of running jobs: that they stop, or to see the answer while it is generated.
 */
@NullMarked
package dev.sluice.processor.watch;

import org.jspecify.annotations.NullMarked;
