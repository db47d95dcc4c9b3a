/** The delivery of an event to one target: its states and what moves it between them. */
@NullMarked
package dev.sluice.delivery;

import org.jspecify.annotations.NullMarked;
