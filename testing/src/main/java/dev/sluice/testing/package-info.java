/**
 * What integration tests share: one real broker and one real database server per JVM, and a clock
 * moved by hand.
 */
@NullMarked
package dev.sluice.testing;

import org.jspecify.annotations.NullMarked;
