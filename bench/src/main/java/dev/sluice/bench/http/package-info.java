/** Reads and writes HTTP/1.1 messages on non-blocking sockets. */
@NullMarked
package dev.sluice.bench.http;

import org.jspecify.annotations.NullMarked;
