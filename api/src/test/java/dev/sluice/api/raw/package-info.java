/** HTTP/1.1 byte by byte, for requests that no client library sends. */
@NullMarked
package dev.sluice.api.raw;

import org.jspecify.annotations.NullMarked;
