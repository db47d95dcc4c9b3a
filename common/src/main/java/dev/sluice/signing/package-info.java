/** Keys of asymmetric signatures, in the texts of Standard Webhooks. */
@NullMarked
package dev.sluice.signing;

import org.jspecify.annotations.NullMarked;
