/** Tests of single parts. */
@NullMarked
package dev.sluice.dispatcher.fanout;

import org.jspecify.annotations.NullMarked;
