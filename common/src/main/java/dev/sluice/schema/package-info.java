/** The database as the services share it: migrations and how a row is read. */
@NullMarked
package dev.sluice.schema;

import org.jspecify.annotations.NullMarked;
