/** Reading what the processor has stored, with the database possibly away. */
@NullMarked
package dev.sluice.api.stored;

import org.jspecify.annotations.NullMarked;
