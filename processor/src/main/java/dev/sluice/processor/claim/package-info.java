/** Who gets which job next; the only place that knows the order. */
@NullMarked
package dev.sluice.processor.claim;

import org.jspecify.annotations.NullMarked;
