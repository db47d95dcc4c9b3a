/** Server-sent events, and detecting that a client has disconnected. */
@NullMarked
package dev.sluice.api.http.sse;

import org.jspecify.annotations.NullMarked;
