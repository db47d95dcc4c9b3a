/** The HTTP server. It can cut a connection at any byte and reports clients that disconnect. */
@NullMarked
package dev.sluice.simulator.http;

import org.jspecify.annotations.NullMarked;
