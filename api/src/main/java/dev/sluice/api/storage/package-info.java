/** Reading what the processor has stored, with the database possibly away. */
@NullMarked
package dev.sluice.api.storage;

import org.jspecify.annotations.NullMarked;
