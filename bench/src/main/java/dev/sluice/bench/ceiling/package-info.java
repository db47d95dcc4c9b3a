/** What Sluice's figures are compared with in the same run. */
@NullMarked
package dev.sluice.bench.ceiling;

import org.jspecify.annotations.NullMarked;
