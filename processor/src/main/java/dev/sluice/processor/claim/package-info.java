/** Decides which due job is claimed next. */
@NullMarked
package dev.sluice.processor.claim;

import org.jspecify.annotations.NullMarked;
