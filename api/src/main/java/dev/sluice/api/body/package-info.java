/** Request bodies: bounded, read once, strict JSON. */
@NullMarked
package dev.sluice.api.body;

import org.jspecify.annotations.NullMarked;
