/**
 * The real parts in one process: a KRaft broker and a PostgreSQL server on loopback, whose data
 * survives a clean stop as well as a kill.
 */
@NullMarked
package dev.sluice.embedded;

import org.jspecify.annotations.NullMarked;
