/** Doing a job that ended badly once more, as a new job. */
@NullMarked
package dev.sluice.api.retry;

import org.jspecify.annotations.NullMarked;
