/** The processes under test, and what can be done to them. */
@NullMarked
package dev.sluice.e2e.stack;

import org.jspecify.annotations.NullMarked;
