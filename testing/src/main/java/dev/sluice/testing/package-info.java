/**
 * Shared by integration tests: one broker and one database server per JVM, a settable clock, and
 * the defaults of Awaitility and logging.
 */
@NullMarked
package dev.sluice.testing;

import org.jspecify.annotations.NullMarked;
