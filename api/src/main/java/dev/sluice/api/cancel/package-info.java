/** Cancelling a job, stored or not, and stopping a running one. */
@NullMarked
package dev.sluice.api.cancel;

import org.jspecify.annotations.NullMarked;
