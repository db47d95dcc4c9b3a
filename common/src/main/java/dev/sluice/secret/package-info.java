/** Secrets at rest. */
@NullMarked
package dev.sluice.secret;

import org.jspecify.annotations.NullMarked;
