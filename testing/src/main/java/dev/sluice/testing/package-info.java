/**
 * What integration tests share: one real broker and one real database server per JVM, a clock moved
 * by hand, and how often Awaitility looks.
 */
@NullMarked
package dev.sluice.testing;

import org.jspecify.annotations.NullMarked;
