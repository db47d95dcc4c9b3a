/** The local stack: broker, database, services and a provider in one process, for development. */
@NullMarked
package dev.sluice.local;

import org.jspecify.annotations.NullMarked;
