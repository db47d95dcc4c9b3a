/** Topics, records, requests, and their JSON. */
@NullMarked
package dev.sluice.wire;

import org.jspecify.annotations.NullMarked;
