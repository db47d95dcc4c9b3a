package dev.sluice.dispatcher.deliver;

import dev.sluice.dispatcher.pick.Pick;

/** A claimed delivery, and the pick that it came from. */
record Started(Claim claim, Pick pick) {}
