/** Keys of asymmetric signatures, in the form of Standard Webhooks. */
@NullMarked
package dev.sluice.signing;

import org.jspecify.annotations.NullMarked;
