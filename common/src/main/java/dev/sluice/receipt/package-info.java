/** Job ids that prove their own origin. */
@NullMarked
package dev.sluice.receipt;

import org.jspecify.annotations.NullMarked;
