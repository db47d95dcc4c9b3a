/**
 * One POST to an address that a stranger chose: filtered, bounded, and with a failure that has a
 * class.
 */
@NullMarked
package dev.sluice.dispatcher.send;

import org.jspecify.annotations.NullMarked;
