/** Broker and database, and the connection settings of services in other processes. */
@NullMarked
package dev.sluice.local.infra;

import org.jspecify.annotations.NullMarked;
