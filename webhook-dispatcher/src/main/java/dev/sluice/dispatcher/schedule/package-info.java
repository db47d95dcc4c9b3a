/** Schedules deliveries: to which destinations, when, and how many at once. */
@NullMarked
package dev.sluice.dispatcher.schedule;

import org.jspecify.annotations.NullMarked;
