/** Exchanges recorded from an earlier state of the product, made again and compared. */
@NullMarked
package dev.sluice.e2e.recorded;

import org.jspecify.annotations.NullMarked;
