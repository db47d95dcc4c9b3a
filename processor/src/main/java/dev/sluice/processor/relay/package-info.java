/** Publishes the outbox to the events topic, in order. */
@NullMarked
package dev.sluice.processor.relay;

import org.jspecify.annotations.NullMarked;
