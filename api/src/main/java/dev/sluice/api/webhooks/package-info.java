/** Webhook endpoints of a tenant: made, listed, changed, deleted, tested; and their secrets. */
@NullMarked
package dev.sluice.api.webhooks;

import org.jspecify.annotations.NullMarked;
