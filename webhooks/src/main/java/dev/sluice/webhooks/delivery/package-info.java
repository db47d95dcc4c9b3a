/** Deliveries of events to targets: stored, claimed, settled behind a fence, retried, read. */
@NullMarked
package dev.sluice.webhooks.delivery;

import org.jspecify.annotations.NullMarked;
