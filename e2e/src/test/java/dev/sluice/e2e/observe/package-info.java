/** Observes events, webhooks and calls to the provider. */
@NullMarked
package dev.sluice.e2e.observe;

import org.jspecify.annotations.NullMarked;
