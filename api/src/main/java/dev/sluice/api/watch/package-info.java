/** Streams the state and the answer of a job as server-sent events. */
@NullMarked
package dev.sluice.api.watch;

import org.jspecify.annotations.NullMarked;
