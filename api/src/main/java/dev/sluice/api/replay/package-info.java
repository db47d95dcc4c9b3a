/** Replays of the deliveries of a time range: create, read, cancel. */
@NullMarked
package dev.sluice.api.replay;

import org.jspecify.annotations.NullMarked;
