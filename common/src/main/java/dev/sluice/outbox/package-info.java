/** Events that commit with the state they announce. */
@NullMarked
package dev.sluice.outbox;

import org.jspecify.annotations.NullMarked;
