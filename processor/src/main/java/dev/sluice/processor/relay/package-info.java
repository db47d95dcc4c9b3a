/** From the outbox to the topic, in order, by one relay at a time. */
@NullMarked
package dev.sluice.processor.relay;

import org.jspecify.annotations.NullMarked;
