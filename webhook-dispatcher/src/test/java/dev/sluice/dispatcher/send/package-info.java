/** Tests of single parts. */
@NullMarked
package dev.sluice.dispatcher.send;

import org.jspecify.annotations.NullMarked;
