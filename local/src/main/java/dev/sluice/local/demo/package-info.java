/** Runs one job end to end as a demo. */
@NullMarked
package dev.sluice.local.demo;

import org.jspecify.annotations.NullMarked;
