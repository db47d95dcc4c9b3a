/** Requests of clients for running jobs: cancellation, progress, and the answer so far. */
@NullMarked
package dev.sluice.processor.watch;

import org.jspecify.annotations.NullMarked;
