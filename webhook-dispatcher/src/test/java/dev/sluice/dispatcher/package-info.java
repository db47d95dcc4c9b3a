/** Tests over the whole dispatcher, and what they share. */
@NullMarked
package dev.sluice.dispatcher;

import org.jspecify.annotations.NullMarked;
