/** Which destinations are sent to, when, and with how many deliveries at once. */
@NullMarked
package dev.sluice.dispatcher.pick;

import org.jspecify.annotations.NullMarked;
