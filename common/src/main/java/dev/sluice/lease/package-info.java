/** Who is alive, by the database's clock. */
@NullMarked
package dev.sluice.lease;

import org.jspecify.annotations.NullMarked;
