/** The load generator: closed and open loops over keep-alive connections. */
@NullMarked
package dev.sluice.bench.load;

import org.jspecify.annotations.NullMarked;
