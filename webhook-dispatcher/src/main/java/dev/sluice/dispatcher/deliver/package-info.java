/** Deliveries as rows: claimed, sent, settled behind a fence, retried on schedule. */
@NullMarked
package dev.sluice.dispatcher.deliver;

import org.jspecify.annotations.NullMarked;
