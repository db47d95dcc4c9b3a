/** Cancelling a job that has not begun, stored or not. */
@NullMarked
package dev.sluice.api.cancel;

import org.jspecify.annotations.NullMarked;
