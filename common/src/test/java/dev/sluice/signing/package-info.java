/** Tests of keys. */
@NullMarked
package dev.sluice.signing;

import org.jspecify.annotations.NullMarked;
