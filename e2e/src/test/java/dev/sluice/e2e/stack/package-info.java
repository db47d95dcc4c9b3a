/** Starts, stops and signals the processes under test. */
@NullMarked
package dev.sluice.e2e.stack;

import org.jspecify.annotations.NullMarked;
