/** Managing the endpoints of a tenant and their secrets. */
@NullMarked
package dev.sluice.webhooks.endpoint;

import org.jspecify.annotations.NullMarked;
