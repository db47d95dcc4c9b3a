/** What became of webhooks, attempt by attempt; and one of them sent once more. */
@NullMarked
package dev.sluice.api.deliveries;

import org.jspecify.annotations.NullMarked;
