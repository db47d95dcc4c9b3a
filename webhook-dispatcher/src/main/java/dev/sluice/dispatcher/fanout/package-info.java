/** From an event on the topic to the deliveries that it calls for. */
@NullMarked
package dev.sluice.dispatcher.fanout;

import org.jspecify.annotations.NullMarked;
