/** Webhook endpoints of a tenant: created, listed, changed, deleted, tested; and their secrets. */
@NullMarked
package dev.sluice.webhooks.endpoint;

import org.jspecify.annotations.NullMarked;
