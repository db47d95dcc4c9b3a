/** The deliveries of a time range sent once more: asked for, looked at, cancelled. */
@NullMarked
package dev.sluice.api.replay;

import org.jspecify.annotations.NullMarked;
