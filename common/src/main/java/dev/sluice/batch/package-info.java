/** Many callers, one statement, one commit. */
@NullMarked
package dev.sluice.batch;

import org.jspecify.annotations.NullMarked;
