/**
 * An embedded KRaft broker and a PostgreSQL server on loopback. Their data survives a clean stop
 * and a kill.
 */
@NullMarked
package dev.sluice.embedded;

import org.jspecify.annotations.NullMarked;
