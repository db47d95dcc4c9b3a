/** Encryption of stored secrets. */
@NullMarked
package dev.sluice.secret;

import org.jspecify.annotations.NullMarked;
