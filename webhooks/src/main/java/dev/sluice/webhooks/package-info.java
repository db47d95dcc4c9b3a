/** Webhook endpoints, deliveries and replays: their model, their lifecycle and all their SQL. */
@NullMarked
package dev.sluice.webhooks;

import org.jspecify.annotations.NullMarked;
