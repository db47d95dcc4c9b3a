/** Watching a job while it waits and runs, as server-sent events. */
@NullMarked
package dev.sluice.api.live;

import org.jspecify.annotations.NullMarked;
