/** Deliveries of events to targets: storing, claiming, settling, retrying and listing. */
@NullMarked
package dev.sluice.webhooks.delivery;

import org.jspecify.annotations.NullMarked;
