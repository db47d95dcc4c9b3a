/** A provider's end of the wire, scripted by a test, over a real socket. */
@NullMarked
package dev.sluice.provider.peer;

import org.jspecify.annotations.NullMarked;
