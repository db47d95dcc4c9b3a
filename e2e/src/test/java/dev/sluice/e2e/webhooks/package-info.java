/** Webhooks while processes die and servers are away, and at sizes that show what they cost. */
@NullMarked
package dev.sluice.e2e.webhooks;

import org.jspecify.annotations.NullMarked;
