/** Tests of single parts. */
@NullMarked
package dev.sluice.dispatcher.deliver;

import org.jspecify.annotations.NullMarked;
