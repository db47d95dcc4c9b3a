/** Server-sent events, and noticing that a client has gone away while it is owed an answer. */
@NullMarked
package dev.sluice.api.http.sse;

import org.jspecify.annotations.NullMarked;
