/** One job, shown all the way through. */
@NullMarked
package dev.sluice.local.demo;

import org.jspecify.annotations.NullMarked;
