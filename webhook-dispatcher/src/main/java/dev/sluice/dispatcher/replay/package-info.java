/** Replays: the deliveries of a time range queued once more, step by step. */
@NullMarked
package dev.sluice.dispatcher.replay;

import org.jspecify.annotations.NullMarked;
