/** Reads what the processor has stored, while the database may be unavailable. */
@NullMarked
package dev.sluice.api.storage;

import org.jspecify.annotations.NullMarked;
