/** Tests of single parts. */
@NullMarked
package dev.sluice.dispatcher.sign;

import org.jspecify.annotations.NullMarked;
