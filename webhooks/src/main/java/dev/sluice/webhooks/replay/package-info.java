/** Replays: the deliveries of a time range, sent again. */
@NullMarked
package dev.sluice.webhooks.replay;

import org.jspecify.annotations.NullMarked;
