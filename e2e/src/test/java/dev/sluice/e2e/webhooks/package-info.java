/** Webhooks while processes are killed or servers are down. */
@NullMarked
package dev.sluice.e2e.webhooks;

import org.jspecify.annotations.NullMarked;
