/** Tests of replays, with the whole dispatcher. */
@NullMarked
package dev.sluice.dispatcher.replay;

import org.jspecify.annotations.NullMarked;
