/**
 * The local stack: broker, database, the services and a provider in one process, for one person on
 * one machine.
 */
@NullMarked
package dev.sluice.local;

import org.jspecify.annotations.NullMarked;
