/** Reads the state of a job, at once or when it has ended. */
@NullMarked
package dev.sluice.api.status;

import org.jspecify.annotations.NullMarked;
