/** Upper bounds that Sluice is compared with in the same run. */
@NullMarked
package dev.sluice.bench.ceiling;

import org.jspecify.annotations.NullMarked;
