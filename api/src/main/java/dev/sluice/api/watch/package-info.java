/** Watching a job while it waits and runs, as server-sent events. */
@NullMarked
package dev.sluice.api.watch;

import org.jspecify.annotations.NullMarked;
