/** Request bodies: bounded, read once, strict JSON; and queries, bound alike. */
@NullMarked
package dev.sluice.api.http.body;

import org.jspecify.annotations.NullMarked;
