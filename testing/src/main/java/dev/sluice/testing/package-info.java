/**
 * Shared by integration tests: one broker and one database server per JVM, a settable clock, and
 * Awaitility's poll interval.
 */
@NullMarked
package dev.sluice.testing;

import org.jspecify.annotations.NullMarked;
