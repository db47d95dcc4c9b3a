/** Starts components in parallel and stops them in reverse order. */
@NullMarked
package dev.sluice.local.lifecycle;

import org.jspecify.annotations.NullMarked;
